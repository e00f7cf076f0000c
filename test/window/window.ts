/**
 * The redrive matrix and the random runs cost most of the suite's time, so one run plays a part of them: a quarter of
 * the matrix and some seeds. The commit decides which part, so that the part moves as work goes on and stays the same
 * for everybody who tests that commit.
 */
export interface Window {
  readonly part: Quarter;
  readonly firstSeed: number;
  readonly lastSeed: number;
}

export type Half = '1/2' | '2/2';
export type Quarter = '1/4' | '2/4' | '3/4' | '4/4';

/** `.ci/run` plays all of these, half of them on each version of Node. */
const SEEDS_OF_CI = 50;
const SEEDS_OF_ONE_RUN = 8;

/** The part that belongs to a commit's hash. Without one, as in an unpacked archive, it is the first. */
export function windowOf(commit = '0'): Window {
  const number = Number.parseInt(commit.slice(0, 8), 16);
  const firstSeed = 1 + (Math.floor(number / 4) % (SEEDS_OF_CI - SEEDS_OF_ONE_RUN + 1));
  return { part: `${(number % 4) + 1}/4` as Quarter, firstSeed, lastSeed: firstSeed + SEEDS_OF_ONE_RUN - 1 };
}
