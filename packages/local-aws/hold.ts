import type { Clock } from './clock';

/** Keeps virtual time still from `acquire` to `release`; either may be called again without harm. */
export class Hold {
  #release: (() => void) | undefined;
  constructor(readonly clock: Clock) {}

  acquire(): void {
    if (this.#release !== undefined) return;
    const released = () =>
      new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    this.clock.hold(released).catch(() => {});
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
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
