import { type Half, type Quarter, type Window, windowOf } from './window';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Halves and quarters are those of the suite's cells. `full` plays every fault at every call. */
export type MatrixPart = Half | Quarter | 'full';

/** Reads `LAKEFERRY_REDRIVE_MATRIX`. */
export function matrixPart({ LAKEFERRY_REDRIVE_MATRIX: part = windowOf().part }: Environment): MatrixPart {
  if (/^(?:[12]\/2|[1-4]\/4|full)$/.test(part)) return part as MatrixPart;
  throw new Error(`LAKEFERRY_REDRIVE_MATRIX is '${part}'. Set it to 1/2, 2/2, a quarter as 1/4, or full.`);
}

/** Reads `LAKEFERRY_SEED` (one seed), else `LAKEFERRY_SEEDS` (the first and the last one). */
export function seedsToPlay({ LAKEFERRY_SEED, LAKEFERRY_SEEDS = rangeOf(windowOf()) }: Environment): number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(LAKEFERRY_SEED ?? LAKEFERRY_SEEDS) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (count > 0) return Array.from({ length: count }, (_, i) => Number(first) + i);
  const name = LAKEFERRY_SEED === undefined ? 'LAKEFERRY_SEEDS' : 'LAKEFERRY_SEED';
  throw new Error(`${name} is '${LAKEFERRY_SEED ?? LAKEFERRY_SEEDS}'. Set it to a seed, as 7, or a range, as 1-50.`);
}

/** The variables that play the window of this commit, where the environment does not choose another. */
export function windowVariables(environment: Environment, commit: string | undefined) {
  const window = windowOf(commit);
  return {
    LAKEFERRY_REDRIVE_MATRIX: environment.LAKEFERRY_REDRIVE_MATRIX ?? window.part,
    LAKEFERRY_SEEDS: environment.LAKEFERRY_SEED ?? environment.LAKEFERRY_SEEDS ?? rangeOf(window),
  };
}

const rangeOf = ({ firstSeed, lastSeed }: Window): string => `${firstSeed}-${lastSeed}`;
