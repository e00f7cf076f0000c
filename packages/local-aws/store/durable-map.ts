import { Changes } from './changes';
import type { Store } from './store';

/** Hears of every change, also of one that is taken back; undefined: the entry is not there. */
interface ChangeListener<T> {
  changed(before: T | undefined, after: T | undefined): void;
}

/** A map in memory whose every change is in the store first. Several changes go together in a {@link Changes}. */
export class DurableMap<T> {
  readonly #entries = new Map<string, T>();
  #listener: ChangeListener<T> | undefined;

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

  /** One listener keeps what is derived from the entries in step with them. */
  listen(listener: ChangeListener<T>): void {
    this.#listener = listener;
  }

  /** The change is made when this returns. The promise rejects, and nothing is changed, when the store refuses it. */
  async set(key: string, value: T): Promise<void> {
    await Changes.together(this.store, (changes) => changes.set(this, key, value));
  }

  async delete(key: string): Promise<void> {
    await Changes.together(this.store, (changes) => changes.delete(this, key));
  }

  /** In memory only, for {@link Changes}. */
  place(key: string, value: T | undefined): void {
    const before = this.#entries.get(key);
    if (value === undefined) this.#entries.delete(key);
    else this.#entries.set(key, value);
    this.#listener?.changed(before, value);
  }
}
