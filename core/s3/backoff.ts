const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/** Milliseconds before the next try: full jitter, doubling. `random` is in 0 to 1, `failures` counts from 1. */
export const backoffMs = (failures: number, random: number): number =>
  random * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
