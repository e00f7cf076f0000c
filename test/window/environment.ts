import { type Half, type Tenth, type Window, windowOf } from './window';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Halves and tenths are those of the suite's cells. `full` plays every fault at every call. */
export type MatrixPart = Half | Tenth | 'full';

/** Reads `LAKEFERRY_REDRIVE_MATRIX`. */
export function matrixPart({ LAKEFERRY_REDRIVE_MATRIX: part = windowOf().part }: Environment): MatrixPart {
  if (/^(?:[12]\/2|(?:[1-9]|10)\/10|full)$/.test(part)) return part as MatrixPart;
  throw new Error(`LAKEFERRY_REDRIVE_MATRIX is '${part}'. Set it to 1/2, 2/2, a tenth as 1/10, or full.`);
}

/** Reads `LAKEFERRY_SEED` (one seed), else `LAKEFERRY_SEEDS` (the first and the last one). */
export function seedsToPlay({ LAKEFERRY_SEED, LAKEFERRY_SEEDS = rangeOf(windowOf()) }: Environment): number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(LAKEFERRY_SEED ?? LAKEFERRY_SEEDS) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (count > 0) return Array.from({ length: count }, (_, i) => Number(first) + i);
  const name = LAKEFERRY_SEED === undefined ? 'LAKEFERRY_SEEDS' : 'LAKEFERRY_SEED';
  throw new Error(`${name} is '${LAKEFERRY_SEED ?? LAKEFERRY_SEEDS}'. Set it to a seed, as 7, or a range, as 1-50.`);
}

/**
 * A few of the rows of a table, others at another commit; all where `.ci/run` sets `LAKEFERRY_DRAWS`. For rows that
 * differ in data alone.
 */
export function drawn<Row>(rows: readonly Row[], count: number, environment: Environment = process.env): Row[] {
  if (environment.LAKEFERRY_DRAWS !== undefined) return [...rows];
  const first = Number(environment.LAKEFERRY_TENTH ?? 0) * count;
  return Array.from({ length: Math.min(count, rows.length) }, (_, i) => rows[(first + i) % rows.length]!);
}

/** The variables that play the window of this commit, where the environment does not choose another. */
export function windowVariables(environment: Environment, commit: string | undefined) {
  const window = windowOf(commit);
  return {
    LAKEFERRY_REDRIVE_MATRIX: environment.LAKEFERRY_REDRIVE_MATRIX ?? window.part,
    LAKEFERRY_TENTH: environment.LAKEFERRY_TENTH ?? String(window.tenth),
    LAKEFERRY_SEEDS: environment.LAKEFERRY_SEED ?? environment.LAKEFERRY_SEEDS ?? rangeOf(window),
  };
}

const rangeOf = ({ firstSeed, lastSeed }: Window): string => `${firstSeed}-${lastSeed}`;
