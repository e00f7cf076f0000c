import { inBackground } from '../../background';
import type { Store, Write } from '../../store';

interface Waiting {
  readonly writes: readonly Write[];
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * Writes to the store strictly in the order they were asked for, as many at once as have gathered. Without the order,
 * of two writes to one key the earlier could be the one a restart finds.
 */
export class Journal {
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(readonly store: Store) {}

  /** Resolves when the writes are in the store, all of them. */
  write(writes: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, resolve, reject });
      if (!this.#isWriting) inBackground('s3', () => this.#drain());
    });
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.store.write(group.flatMap((w) => w.writes));
        for (const w of group) w.resolve();
      } catch (error) {
        for (const w of group) w.reject(error);
      }
    }
    this.#isWriting = false;
  }
}
