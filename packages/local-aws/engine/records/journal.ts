import type { Store, Write } from '../../store';

/**
 * Gathers what changed and writes it in one piece. Every change made between two awaits lands in the same atomic write,
 * so what a restart finds is a state the engine was really in; `flush` resolves once all changes so far are in the store.
 */
export class Journal {
  #pending = new Map<string, Write>();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failure: unknown;

  constructor(readonly store: Store) {}

  put(namespace: string, key: string, value: unknown): void {
    this.#pending.set(`${namespace}\u0000${key}`, { namespace, key, value });
  }

  delete(namespace: string, key: string): void {
    this.#pending.set(`${namespace}\u0000${key}`, { namespace, key, deleted: true });
  }

  flush(): Promise<void> {
    if (this.#pending.size === 0 && this.#next === undefined) return this.#running;
    this.#next ??= this.#running.then(() => this.#write());
    return this.#next;
  }

  async #write(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const writes = [...this.#pending.values()];
    this.#pending = new Map();
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
