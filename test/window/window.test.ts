import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawn, matrixPart, seedsToPlay, windowVariables } from './environment';
import { SEEDS_OF_CI, windowOf } from './window';

/** Hashes that differ as those of commits do. */
const COMMITS = Array.from({ length: 500 }, (_, i) => ((i * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0'));

it('plays three of the thirty seeds that .ci/run plays', () => {
  for (const { firstSeed, lastSeed } of COMMITS.map(windowOf)) {
    expect(lastSeed - firstSeed).toBe(2);
    expect(firstSeed).toBeGreaterThanOrEqual(1);
    expect(lastSeed).toBeLessThanOrEqual(30);
  }
});

it('.ci/run plays the seeds that windows are drawn from', () => {
  const gate = readFileSync(join(__dirname, '..', '..', '.ci', 'run'), 'utf8');
  const played = [...gate.matchAll(/ LAKEFERRY_SEEDS=(\S+)/g)].flatMap(([, seeds]) =>
    seedsToPlay({ LAKEFERRY_SEEDS: seeds }),
  );
  expect(played).toEqual(Array.from({ length: SEEDS_OF_CI }, (_, i) => i + 1));
});

it('moves with the commit over every seed and all tenths', () => {
  const windows = COMMITS.map(windowOf);
  const seeds = new Set(windows.flatMap(({ firstSeed, lastSeed }) => [firstSeed, lastSeed]));
  expect([...seeds].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(new Set(windows.map(({ part }) => part)).size).toBe(10);
});

it('is the same for the same commit, and the first without one', () => {
  expect(windowOf('1f5170d')).toEqual(windowOf('1f5170d'));
  expect(windowOf(undefined)).toEqual({ tenth: 0, part: '1/10', firstSeed: 1, lastSeed: 3 });
});

const FIRST = { LAKEFERRY_REDRIVE_MATRIX: '1/10', LAKEFERRY_TENTH: '0', LAKEFERRY_SEEDS: '1-3' };

it.each([
  [{}, 'ffffffff', { LAKEFERRY_REDRIVE_MATRIX: '6/10', LAKEFERRY_TENTH: '5', LAKEFERRY_SEEDS: '26-28' }],
  [{ LAKEFERRY_SEEDS: '26-50' }, '0', { ...FIRST, LAKEFERRY_SEEDS: '26-50' }],
  [{ LAKEFERRY_SEED: '7' }, '0', { ...FIRST, LAKEFERRY_SEEDS: '7' }],
  [{ LAKEFERRY_REDRIVE_MATRIX: 'full' }, '0', { ...FIRST, LAKEFERRY_REDRIVE_MATRIX: 'full' }],
])('%j at commit %s plays %j', (environment, commit, variables) =>
  expect(windowVariables(environment, commit)).toEqual(variables),
);

it.each([
  [{ LAKEFERRY_SEEDS: '3-5' }, [3, 4, 5]],
  [{ LAKEFERRY_SEEDS: '3-5', LAKEFERRY_SEED: '7' }, [7]],
])('%j plays the seeds %j', (environment, seeds) => expect(seedsToPlay(environment)).toEqual(seeds));

it.each([{ LAKEFERRY_SEEDS: '5-3' }, { LAKEFERRY_SEEDS: 'all' }, { LAKEFERRY_SEED: '-1' }])(
  'refuses %j, and says what to set',
  (environment) => expect(() => seedsToPlay(environment)).toThrow(/LAKEFERRY_SEEDS? is '.*'\. Set it to a seed/),
);

it('refuses a part of the matrix that does not exist', () =>
  expect(() => matrixPart({ LAKEFERRY_REDRIVE_MATRIX: '3/2' })).toThrow(
    "LAKEFERRY_REDRIVE_MATRIX is '3/2'. Set it to 1/2, 2/2, a tenth as 1/10, or full.",
  ));

it('draws a few rows of a table, others at another commit, and all in .ci/run', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'];
  const at = (tenth: number): string[] => drawn(rows, 2, { LAKEFERRY_TENTH: String(tenth) });
  expect([at(0), at(1), at(2)]).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'a'],
  ]);
  expect(drawn(rows, 9, {})).toEqual(rows);
  expect(drawn(rows, 2, { LAKEFERRY_DRAWS: '100' })).toEqual(rows);
});
