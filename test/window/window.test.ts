import { matrixPart, seedsToPlay, windowVariables } from './environment';
import { windowOf } from './window';

/** Hashes that differ as those of commits do. */
const COMMITS = Array.from({ length: 500 }, (_, i) => ((i * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0'));

it('plays eight of the fifty seeds that .ci/run plays', () => {
  for (const { firstSeed, lastSeed } of COMMITS.map(windowOf)) {
    expect(lastSeed - firstSeed).toBe(7);
    expect(firstSeed).toBeGreaterThanOrEqual(1);
    expect(lastSeed).toBeLessThanOrEqual(50);
  }
});

it('moves with the commit over every seed and all quarters', () => {
  const windows = COMMITS.map(windowOf);
  const seeds = new Set(windows.flatMap(({ firstSeed, lastSeed }) => [firstSeed, lastSeed]));
  expect([...seeds].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  expect(new Set(windows.map(({ part }) => part)).size).toBe(4);
});

it('is the same for the same commit, and the first without one', () => {
  expect(windowOf('1f5170d')).toEqual(windowOf('1f5170d'));
  expect(windowOf(undefined)).toEqual({ part: '1/4', firstSeed: 1, lastSeed: 8 });
});

it.each([
  [{}, 'ffffffff', { LAKEFERRY_REDRIVE_MATRIX: '4/4', LAKEFERRY_SEEDS: '4-11' }],
  [{ LAKEFERRY_SEEDS: '26-50' }, '0', { LAKEFERRY_REDRIVE_MATRIX: '1/4', LAKEFERRY_SEEDS: '26-50' }],
  [{ LAKEFERRY_SEED: '7' }, '0', { LAKEFERRY_REDRIVE_MATRIX: '1/4', LAKEFERRY_SEEDS: '7' }],
  [{ LAKEFERRY_REDRIVE_MATRIX: 'full' }, '0', { LAKEFERRY_REDRIVE_MATRIX: 'full', LAKEFERRY_SEEDS: '1-8' }],
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
    "LAKEFERRY_REDRIVE_MATRIX is '3/2'. Set it to 1/2, 2/2, a quarter as 1/4, or full.",
  ));
