/** Time that passes only while everybody waits: an hour of waiting takes no time, and computing takes none of it. */
export class VirtualTime {
  #now = Date.parse('2026-11-20T02:00:00Z');
  #underWay = 0;
  readonly #waiting: { readonly at: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly wait = (ms: number): Promise<void> =>
    new Promise((wake) => void this.#waiting.push({ at: this.#now + ms, wake }));

  /** Real work of others, which virtual time waits for. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Lets time pass until `work` is done. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let isDone = false;
    const result = work().finally(() => {
      isDone = true;
    });
    // whoever starts the work handles its failure
    result.catch(() => {});
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#underWay === 0) this.#wakeNext();
    }
    return result;
  }

  #wakeNext(): void {
    const next = this.#waiting.reduce((a, b) => (b.at < a.at ? b : a), { at: Infinity, wake: () => {} });
    if (next.at === Infinity) return;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
