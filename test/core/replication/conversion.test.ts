import { exceeded, IN_FUNCTION, IN_MACHINE, planSlices } from '../../../core/replication/conversion';

const GIB = 1024 ** 3;

it.each([
  ['the most bytes', 8 * GIB, undefined],
  ['one byte more', 8 * GIB + 1, /has 8589934593 bytes, and at most 8589934592/],
])('%s of an object', (_, size, reason) =>
  reason === undefined
    ? expect(exceeded(IN_MACHINE, size)).toBeUndefined()
    : expect(exceeded(IN_MACHINE, size)).toMatch(reason),
);

it('judges time by what there is to read and to write', () => {
  const counts = { groups: [5_000_000, 5_000_000], columns: 10 };
  expect(exceeded(IN_MACHINE, GIB, counts)).toBeUndefined();
  expect(exceeded(IN_FUNCTION, 1000, counts)).toMatch(/10000000 rows of 10 columns take about 51 s, and at most 40 s/);
});

it.each<[string, number[], number, [number, number][]]>([
  ['no rows', [], 10, []],
  ['all at once', [10, 10, 5], 1, [[0, 25]]],
  [
    'whole row groups',
    [10, 10, 5],
    5,
    [
      [0, 20],
      [20, 25],
    ],
  ],
  [
    'pieces of a large one',
    [10, 25, 5],
    10,
    [
      [0, 10],
      [10, 20],
      [20, 30],
      [30, 40],
    ],
  ],
  [
    'single rows',
    [3],
    1000,
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  ],
])('cuts %s', (_, groups, bytesPerRow, slices) =>
  expect(planSlices(groups, bytesPerRow, 100).map(({ from, to }) => [from, to])).toEqual(slices),
);
