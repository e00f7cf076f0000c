import type { Store } from './store';

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
