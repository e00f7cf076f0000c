import type { Store, Write } from './store';

/** Entries that change in memory when the store has the change. */
interface Entries<T> {
  readonly namespace: string;
  get(key: string): T | undefined;
  /** In memory; undefined takes the entry away. */
  place(key: string, value: T | undefined): void;
}

/**
 * Changes of several entries, of any maps and services, that are made together. Nothing may be awaited while they are
 * gathered: every reader finds all of them or none, and so does a process that is started again.
 */
export class Changes {
  /** Resolves once the changes are made; never, when they are not. */
  readonly made: Promise<void>;
  readonly #writes: Write[] = [];
  readonly #undo: (() => void)[] = [];
  #resolveMade = (): void => {};

  private constructor() {
    this.made = new Promise((resolve) => {
      this.#resolveMade = resolve;
    });
  }

  /**
   * Makes the changes that `change` gathers: in one piece, and durable when this returns its promise. The promise
   * rejects, and nothing is changed, when `change` throws or the store refuses them. It resolves with what `change`
   * returned; a promise among that is waited for.
   */
  static async together<R>(store: Store, change: (changes: Changes) => R): Promise<Awaited<R>> {
    const changes = new Changes();
    const result = changes.#make(store, change);
    await store.room();
    changes.#resolveMade();
    return await result;
  }

  set<T>(map: Entries<T>, key: string, value: NoInfer<T>): void {
    this.#place(map, key, value);
    this.#writes.push({ namespace: map.namespace, key, value });
  }

  delete<T>(map: Entries<T>, key: string): void {
    this.#place(map, key, undefined);
    this.#writes.push({ namespace: map.namespace, key, deleted: true });
  }

  #make<R>(store: Store, change: (changes: Changes) => R): R {
    try {
      const result = change(this);
      if (this.#writes.length > 0) store.append(this.#writes);
      return result;
    } catch (error) {
      for (const undo of this.#undo.reverse()) undo();
      throw error;
    }
  }

  #place<T>(map: Entries<T>, key: string, value: T | undefined): void {
    const before = map.get(key);
    this.#undo.push(() => map.place(key, before));
    map.place(key, value);
  }
}
