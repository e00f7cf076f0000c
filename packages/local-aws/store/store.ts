/**
 * What outlives the process: one ordered journal for all services. Everything a service acknowledges is written here
 * first. A process killed at any moment finds on restart exactly what it had acknowledged. A crash of the machine may
 * cost the last writes: they are with the operating system, and not yet on the disk. Values are what JSON can hold.
 * `test/store/contract.ts` is what every implementation promises.
 */
export interface Store {
  /** All entries of one namespace as they are when the walk begins, in the order of the UTF-8 bytes of their keys. */
  entries<T>(namespace: string): AsyncIterable<[key: string, value: T]>;
  /** The value of one key; undefined when it has none. */
  get<T>(namespace: string, key: string): Promise<T | undefined>;
  /**
   * Applies all writes or none, in their order, and after those of earlier calls. They are durable when this returns.
   * Throws for a value that JSON cannot hold, and when the journal cannot take them; nothing is applied then.
   */
  append(writes: readonly Write[]): void;
  /** Resolves when the store can take more. A store that is behind lets its writers wait here. */
  room(): Promise<void>;
  /** Appends, and waits for room. Rejects where `append` throws. */
  write(writes: readonly Write[]): Promise<void>;
  close(): Promise<void>;
}

export type Write =
  | { readonly namespace: string; readonly key: string; readonly value: unknown }
  | { readonly namespace: string; readonly key: string; readonly deleted: true };

/** Throws a TypeError that names the key for a value JSON cannot hold: kept, it would be missing after a restart. */
export function jsonOf({ namespace, key, value }: Extract<Write, { readonly value: unknown }>): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined)
    throw new TypeError(`The value of ${namespace}/${key} is ${typeof value}, which JSON cannot hold.`);
  return text;
}
