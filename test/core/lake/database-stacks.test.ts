import fc from 'fast-check';
import { ANALYST_STACKS, DATABASE_STACKS, databaseStackOf, databaseStacks } from '../../../core/lake/database-stacks';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,30}$/), { minLength: 2, maxLength: 60 });

it('a database never moves, whatever databases come and go', () =>
  fc.assert(
    fc.property(names, fc.nat(), (all, at) => {
      const stackOf = (name: string, among: readonly string[]): number =>
        databaseStacks(among.map((each) => ({ name: each }))).find(({ databases }) =>
          databases.some((each) => each.name === name),
        )!.number;
      const name = all[at % all.length]!;
      expect(stackOf(name, all.toReversed())).toBe(stackOf(name, all));
      expect(stackOf(name, [name])).toBe(stackOf(name, all));
    }),
  ));

it.each([
  ['orders_shop', 3, 3],
  ['retail_hr', 2, 26],
  ['retail_shop', 3, 19],
  ['lakeferry_blue__orders_shop', 4, 4],
])('%s stands in stack %i for ever, and its link in %i', (name, ofDatabase, ofLink) =>
  expect([databaseStackOf(name, DATABASE_STACKS), databaseStackOf(name, ANALYST_STACKS)]).toEqual([ofDatabase, ofLink]),
);

it('has each database once, in stacks in order, and no stack without a database', () =>
  fc.assert(
    fc.property(names, (all) => {
      const stacks = databaseStacks(all.map((name) => ({ name })));
      const numbers = stacks.map(({ number }) => number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(stacks.flatMap(({ databases }) => databases.map(({ name }) => name)).sort()).toEqual(all.toSorted());
      expect(stacks.every(({ databases }) => databases.length > 0)).toBe(true);
    }),
  ));

it('spreads 500 databases evenly enough: no stack has twice its share', () => {
  const stacks = databaseStacks(Array.from({ length: 500 }, (_, i) => ({ name: `cluster_${i}_app` })));
  expect(stacks).toHaveLength(DATABASE_STACKS);
  for (const { databases } of stacks) expect(databases.length).toBeLessThan((2 * 500) / DATABASE_STACKS);
});
