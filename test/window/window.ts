/**
 * What plays again and again with other data costs most of the suite's time, so one run plays a tenth of it. The commit
 * decides which tenth, so that it moves as work goes on and stays the same for everybody who tests that commit.
 */
export interface Window {
  /** From 0. */
  readonly tenth: number;
  readonly part: Tenth;
  readonly firstSeed: number;
  readonly lastSeed: number;
}

export type Half = '1/2' | '2/2';
export type Tenth = `${number}/10`;

/** `.ci/run` plays all of these, half of them on each version of Node. */
export const SEEDS_OF_CI = 30;
const TENTHS = 10;
const SEEDS_OF_ONE_RUN = SEEDS_OF_CI / TENTHS;

/** The part that belongs to a commit's hash. Without one, as in an unpacked archive, it is the first. */
export function windowOf(commit = '0'): Window {
  const number = Number.parseInt(commit.slice(0, 8), 16);
  const tenth = number % TENTHS;
  const firstSeed = 1 + (Math.floor(number / TENTHS) % (SEEDS_OF_CI - SEEDS_OF_ONE_RUN + 1));
  return { tenth, part: `${tenth + 1}/10`, firstSeed, lastSeed: firstSeed + SEEDS_OF_ONE_RUN - 1 };
}
