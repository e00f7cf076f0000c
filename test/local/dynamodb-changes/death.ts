import type { Verdict } from '../world/watched-store';

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** The process dies at a write that nobody foresees, before or after it is kept. */
export class Death {
  #writesLeft = Number.POSITIVE_INFINITY;
  constructor(readonly random: (below: number) => number) {}

  draws(): void {
    this.#writesLeft = 1 + this.random(30);
  }

  readonly watchWrite = (): Verdict => {
    this.#writesLeft--;
    if (this.#writesLeft > 0) return 'go-on';
    this.#writesLeft = Number.POSITIVE_INFINITY;
    return this.random(2) === 0 ? 'kill-before' : 'kill-after';
  };
}
