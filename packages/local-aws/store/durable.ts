import { ClassicLevel } from 'classic-level';
import { jsonOf, type Store, type Write } from './store';
import { MAX_LOG_BYTES, openWriteLog, type WriteLog } from './write-log';

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
  const log = await openWriteLog(directory, (changes) => apply(level, changes, true));
  return new DurableStore(level, log);
}

type Level = ClassicLevel<string, string>;

const SEPARATOR = '\u0000';

/**
 * A log in front of LevelDB. A write is one call to the operating system, which takes 3 microseconds where a batch of
 * LevelDB's takes 30 to 60 and a change of threads. LevelDB gets what is in the log when somebody reads, when the log
 * is long, and at the end; of a key that was written often meanwhile it gets the last value only.
 */
class DurableStore implements Store {
  /** In the log and not in LevelDB yet, by LevelDB's key; null for a key that is deleted. */
  #ahead = new Map<string, string | null>();
  #applied: Promise<void> = Promise.resolve();
  #shortening = false;
  #failure: unknown;
  #closed = false;

  constructor(
    readonly level: Level,
    readonly log: WriteLog,
  ) {}

  async *entries<T>(namespace: string): AsyncGenerator<[string, T]> {
    const from = namespace + SEPARATOR;
    await this.#apply(false);
    for await (const [key, text] of this.level.iterator({ gte: from, lt: `${namespace}\u0001` })) {
      yield [key.slice(from.length), JSON.parse(text) as T];
    }
  }

  async get<T>(namespace: string, key: string): Promise<T | undefined> {
    await this.#apply(false);
    const text = await this.level.get(namespace + SEPARATOR + key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  append(writes: readonly Write[]): void {
    if (this.#closed) throw new Error('The store is closed.');
    if (this.#failure !== undefined) throw this.#failure;
    const changes = writes.map(changeOf);
    this.log.append(changes);
    for (const [key, text] of changes) this.#ahead.set(key, text);
    if (this.log.bytes > MAX_LOG_BYTES && !this.#shortening) this.#shorten();
  }

  /** Whoever writes faster than LevelDB waits for it, so that no more than two logs are in memory. */
  async room(): Promise<void> {
    if (this.#shortening && this.log.bytes > MAX_LOG_BYTES) await this.#applied;
  }

  async write(writes: readonly Write[]): Promise<void> {
    this.append(writes);
    await this.room();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#apply(false);
    this.log.close();
    await this.level.close();
  }

  /** Goes on in a new log; the old one goes when all of it is in LevelDB. */
  #shorten(): void {
    this.#shortening = true;
    const drop = this.log.beginNext();
    const done = (): void => {
      drop();
      this.#shortening = false;
    };
    this.#apply(true).then(done, () => {});
  }

  /**
   * Puts what is ahead of LevelDB into it, after what was put there before. When that fails, later writes are refused;
   * the logs stay.
   */
  #apply(sync: boolean): Promise<void> {
    if (this.#ahead.size === 0) return this.#applied;
    const changes = this.#ahead;
    this.#ahead = new Map();
    this.#applied = this.#applied.then(() => apply(this.level, changes, sync));
    this.#applied.catch((error: unknown) => {
      this.#failure = error;
    });
    return this.#applied;
  }
}

function changeOf(write: Write): readonly [key: string, text: string | null] {
  return [write.namespace + SEPARATOR + write.key, 'deleted' in write ? null : jsonOf(write)];
}

/** With `sync`, what this and all earlier batches brought survives a crash of the machine too. */
async function apply(level: Level, changes: Iterable<readonly [string, string | null]>, sync: boolean): Promise<void> {
  const operations = Array.from(changes, ([key, value]) =>
    value === null ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const),
  );
  await level.batch(operations, { sync });
}
