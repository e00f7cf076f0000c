import { ClassicLevel } from 'classic-level';

/**
 * What outlives the process. Everything a service acknowledges is written here first; a process killed at any moment
 * finds on restart exactly what it had acknowledged (LevelDB's log survives the process; a crash of the machine may cost the last writes).
 * Values are what JSON can hold. `test/store/contract.ts` is what every implementation promises.
 */
export interface Store {
  /** All entries of one namespace as they are when the walk begins, in the order of the UTF-8 bytes of their keys. */
  entries<T>(namespace: string): AsyncIterable<[key: string, value: T]>;
  /** Applies all writes or none, in their order, and after those of earlier calls. Rejects for a value that JSON cannot hold. */
  write(writes: readonly Write[]): Promise<void>;
  close(): Promise<void>;
}

export type Write =
  | { readonly namespace: string; readonly key: string; readonly value: unknown }
  | { readonly namespace: string; readonly key: string; readonly deleted: true };

const SEPARATOR = '\u0000';

/** A store is open in one process at a time. */
export class StoreNotOpenedError extends Error {
  override readonly name = 'StoreNotOpenedError';
  constructor(directory: string, cause: unknown) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    super(
      `The store in ${directory} does not open: ${reason}. End the process that has it open, or use another directory.`,
      { cause },
    );
  }
}

/** Opens (or creates) the store in a folder of its own. Throws {@link StoreNotOpenedError}. */
export async function openStore(directory: string): Promise<Store> {
  const level = new ClassicLevel<string, string>(directory, { valueEncoding: 'utf8' });
  await level.open().catch((error: unknown) => {
    throw new StoreNotOpenedError(directory, error);
  });
  return {
    async *entries<T>(namespace: string) {
      const from = namespace + SEPARATOR;
      for await (const [key, text] of level.iterator({ gte: from, lt: `${namespace}\u0001` })) {
        yield [key.slice(from.length), JSON.parse(text) as T];
      }
    },
    async write(writes) {
      await level.batch(
        writes.map((w) => {
          const key = w.namespace + SEPARATOR + w.key;
          return 'deleted' in w ? { type: 'del', key } : { type: 'put', key, value: jsonOf(w) };
        }),
      );
    },
    close: () => level.close(),
  };
}

/** A store that is gone with its object: for tests and for what need not last. `close` keeps it, so that a test can start over it. */
export function memoryStore(): Store {
  const namespaces = new Map<string, Map<string, string>>();
  const space = (name: string): Map<string, string> => {
    const known = namespaces.get(name);
    if (known !== undefined) return known;
    const begun = new Map<string, string>();
    namespaces.set(name, begun);
    return begun;
  };
  const remove = (name: string, key: string): void => {
    const known = namespaces.get(name);
    if (known?.delete(key) && known.size === 0) namespaces.delete(name);
  };
  return {
    async *entries<T>(namespace: string) {
      const sorted = [...(namespaces.get(namespace) ?? [])].sort(([a], [b]) => compareBytes(a, b));
      for (const [key, text] of sorted) yield [key, JSON.parse(text) as T];
    },
    async write(writes) {
      const texts = writes.map((w) => ('deleted' in w ? undefined : jsonOf(w)));
      for (const [i, { namespace, key }] of writes.entries()) {
        const text = texts[i];
        if (text === undefined) remove(namespace, key);
        else space(namespace).set(key, text);
      }
    },
    async close() {},
  };
}

/** UTF-16 and UTF-8 order two texts differently only where both have a unit from here on: surrogates stand for what lies beyond U+FFFF. */
const HIGH_UNIT = /[\ud800-\uffff]/;

function compareBytes(a: string, b: string): number {
  if (HIGH_UNIT.test(a) && HIGH_UNIT.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Throws a TypeError that names the key for a value JSON cannot hold: kept, it would be missing after a restart. */
function jsonOf({ namespace, key, value }: Extract<Write, { readonly value: unknown }>): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined)
    throw new TypeError(`The value of ${namespace}/${key} is ${typeof value}, which JSON cannot hold.`);
  return text;
}

/** A map in memory whose every change is in the store before its promise resolves. */
export class DurableMap<T> {
  readonly #entries = new Map<string, T>();
  private constructor(
    readonly store: Store,
    readonly namespace: string,
  ) {}

  static async load<T>(store: Store, namespace: string): Promise<DurableMap<T>> {
    const map = new DurableMap<T>(store, namespace);
    for await (const [key, value] of store.entries<T>(namespace)) map.#entries.set(key, value);
    return map;
  }

  get size(): number {
    return this.#entries.size;
  }
  get(key: string): T | undefined {
    return this.#entries.get(key);
  }
  has(key: string): boolean {
    return this.#entries.has(key);
  }
  values(): T[] {
    return [...this.#entries.values()];
  }
  keys(): string[] {
    return [...this.#entries.keys()];
  }

  async set(key: string, value: T): Promise<void> {
    this.#entries.set(key, value);
    await this.store.write([{ namespace: this.namespace, key, value }]);
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
    await this.store.write([{ namespace: this.namespace, key, deleted: true }]);
  }
}
