/** A write, or a value that somebody read; times are places in one order of all of them. */
interface Happening {
  readonly value: number;
  readonly begun: number;
  /** When its answer came, or when the process that should have answered was killed. */
  ended: number;
  /** It was certainly made by then. */
  isMade: boolean;
}

/**
 * What happened to one value that several writers overwrite at once, and which values may be there now: a value is old
 * when another one was written or read, from beginning to end, after its own write was over.
 */
export class History {
  readonly #happenings: Happening[] = [{ value: 0, begun: -1, ended: 0, isMade: true }];
  #time = 0;

  /** Calls `write` with a value that no other write has. Rejects as it does; the value may be there then. */
  async write(write: (value: number) => Promise<unknown>): Promise<void> {
    const value = this.#happenings.length;
    const happening = { value, begun: ++this.#time, ended: Number.POSITIVE_INFINITY, isMade: false };
    this.#happenings.push(happening);
    await write(value);
    happening.ended = ++this.#time;
    happening.isMade = true;
  }

  /** Returns why the value cannot be there; undefined for one that can. */
  async read(read: () => Promise<number>): Promise<string | undefined> {
    const begun = ++this.#time;
    const value = await read();
    const written = this.#happenings.find((h) => h.value === value);
    if (written === undefined) return `${value} was never written`;
    const newer = this.#happenings.find(
      (h) => h.isMade && h.value !== value && h.begun > written.ended && h.ended < begun,
    );
    const ended = ++this.#time;
    this.#happenings.push({ value, begun, ended, isMade: true });
    written.ended = Math.min(written.ended, ended);
    return newer === undefined ? undefined : `${value} is there, but ${newer.value} came after it`;
  }

  /** Writes that were not answered are over: made or not, they are not made later. */
  kill(): void {
    const now = ++this.#time;
    for (const happening of this.#happenings) happening.ended = Math.min(happening.ended, now);
  }
}
