import { ClassicLevel } from 'classic-level';

/**
 * What outlives the process. Everything a service acknowledges is written here first; a process killed at any moment
 * finds on restart exactly what it had acknowledged (LevelDB's log survives the process; a crash of the machine may cost the last writes).
 */
export interface Store {
  /** All entries of one namespace, in key order. */
  entries<T>(namespace: string): AsyncIterable<[key: string, value: T]>;
  /** Applies all writes or none. */
  write(writes: readonly Write[]): Promise<void>;
  close(): Promise<void>;
}

export type Write =
  | { readonly namespace: string; readonly key: string; readonly value: unknown }
  | { readonly namespace: string; readonly key: string; readonly deleted: true };

const SEPARATOR = '\u0000';

/** Opens (or creates) the store in a folder of its own. Values are JSON. */
export async function openStore(directory: string): Promise<Store> {
  const level = new ClassicLevel<string, unknown>(directory, { valueEncoding: 'json' });
  await level.open();
  return {
    async *entries<T>(namespace: string) {
      const from = namespace + SEPARATOR;
      for await (const [key, value] of level.iterator({ gte: from, lt: `${namespace}\u0001` })) {
        yield [key.slice(from.length), value as T];
      }
    },
    write: (writes) =>
      level.batch(
        writes.map((w) => {
          const key = w.namespace + SEPARATOR + w.key;
          return 'deleted' in w ? { type: 'del', key } : { type: 'put', key, value: w.value };
        }),
      ),
    close: () => level.close(),
  };
}

/** A store that forgets: for tests and for what need not last. */
export function memoryStore(): Store {
  const namespaces = new Map<string, Map<string, string>>();
  const space = (name: string): Map<string, string> => {
    const found = namespaces.get(name) ?? new Map<string, string>();
    namespaces.set(name, found);
    return found;
  };
  return {
    async *entries<T>(namespace: string) {
      const sorted = [...space(namespace)].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [key, value] of sorted) yield [key, JSON.parse(value) as T];
    },
    async write(writes) {
      for (const w of writes) {
        if ('deleted' in w) space(w.namespace).delete(w.key);
        else space(w.namespace).set(w.key, JSON.stringify(w.value));
      }
    },
    async close() {},
  };
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
