/**
 * The redrive matrix and the random runs cost most of the suite's time, so one run plays a part of them: half of the
 * matrix and some seeds. The commit decides which part, so that the part moves as work goes on and stays the same for
 * everybody who tests that commit.
 */
export interface Window {
  readonly half: Half;
  readonly firstSeed: number;
  readonly lastSeed: number;
}

export type Half = '1/2' | '2/2';

/** `.ci/run` plays all of these, half of them on each version of Node. */
const SEEDS_OF_CI = 50;
const SEEDS_OF_ONE_RUN = 20;

/** The part that belongs to a commit's hash. Without one, as in an unpacked archive, it is the first. */
export function windowOf(commit = '0'): Window {
  const number = Number.parseInt(commit.slice(0, 8), 16);
  const firstSeed = 1 + (Math.floor(number / 2) % (SEEDS_OF_CI - SEEDS_OF_ONE_RUN + 1));
  return { half: number % 2 === 0 ? '1/2' : '2/2', firstSeed, lastSeed: firstSeed + SEEDS_OF_ONE_RUN - 1 };
}
