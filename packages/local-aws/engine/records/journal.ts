import type { Store, Write } from '../../store';

/**
 * Gathers what changed and writes it in one piece. Every change made between two awaits lands in the same atomic write,
 * so what a restart finds is a state the engine was really in; `flush` resolves once all changes so far are in the
 * store.
 */
export class Journal {
  /** By namespace, then key: the last change of a key is the one that is written. */
  #pending = new Map<string, Map<string, Write>>();
  /** Lists begun since the last write, by namespace. */
  #lists = new Map<string, unknown[]>();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failure: unknown;

  constructor(readonly store: Store) {}

  put(namespace: string, key: string, value: unknown): void {
    this.#space(namespace).set(key, { namespace, key, value });
  }

  delete(namespace: string, key: string): void {
    this.#space(namespace).set(key, { namespace, key, deleted: true });
  }

  /**
   * Adds to a namespace of lists: what is appended between two writes is one entry, under the key of its first item.
   */
  append(namespace: string, key: string, item: unknown): void {
    const list = this.#lists.get(namespace);
    if (list !== undefined) {
      list.push(item);
      return;
    }
    const begun = [item];
    this.#lists.set(namespace, begun);
    this.put(namespace, key, begun);
  }

  flush(): Promise<void> {
    if (this.#pending.size === 0 && this.#next === undefined) return this.#running;
    this.#next ??= this.#running.then(() => this.#write());
    return this.#next;
  }

  #space(namespace: string): Map<string, Write> {
    const known = this.#pending.get(namespace);
    if (known !== undefined) return known;
    const space = new Map<string, Write>();
    this.#pending.set(namespace, space);
    return space;
  }

  async #write(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const writes: Write[] = [];
    for (const space of this.#pending.values()) for (const write of space.values()) writes.push(write);
    this.#pending = new Map();
    this.#lists = new Map();
    this.#running = this.#next!;
    this.#next = undefined;
    try {
      if (writes.length > 0) await this.store.write(writes);
    } catch (error) {
      // A store that lost one write must not accept later ones: they build on it.
      this.#failure = error;
      throw error;
    }
  }
}
