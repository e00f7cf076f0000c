/** Lets work on the same name run one after another. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** When it is the turn of all names. */
  async take<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    // in one order for everybody: two that wait for each other would wait for ever
    const [first, ...rest] = [...new Set(names)].sort();
    if (first === undefined) return work();
    const before = this.#last.get(first) ?? Promise.resolve();
    const own = before.then(() => this.take(rest, work));
    const settled = own.catch(() => {});
    this.#last.set(first, settled);
    try {
      return await own;
    } finally {
      if (this.#last.get(first) === settled) this.#last.delete(first);
    }
  }
}
