import type { Clock } from './clock';

/** Keeps virtual time still from `acquire` to `release`; either may be called again without harm. */
export class Hold {
  #release: (() => void) | undefined;
  constructor(readonly clock: Clock) {}

  acquire(): void {
    this.#release ??= this.clock.acquire();
  }

  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  /** Lets time pass while `work` is awaited. */
  async idle<T>(work: Promise<T>): Promise<T> {
    this.release();
    try {
      return await work;
    } finally {
      this.acquire();
    }
  }
}
