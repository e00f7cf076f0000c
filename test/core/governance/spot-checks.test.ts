import { NOTHING_OWNED, spotChecks } from '../../../core/governance';
import { filterThing, tagThing } from '../../../core/governance/model/owned';

const DAY_MS = 86_400_000;
const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${i}`);

test.each([25, 100, 1600, 4000])('of %i tables each is checked within a hundred days', (count) => {
  const seen = new Set<string>();
  for (let day = 0; day < 100; day++)
    for (const table of spotChecks(named(count), NOTHING_OWNED, day * DAY_MS)) seen.add(table);
  expect(seen.size).toBe(count);
});

test.each([
  [100, 16],
  [1600, 16],
  [40_000, 400],
])('of %i tables, %i are checked a day', (count, checked) => {
  expect(spotChecks(named(count), NOTHING_OWNED, 20_000 * DAY_MS)).toHaveLength(checked);
});

test('tables that carry each kind of thing are checked every day', () => {
  const things = [
    filterThing('t900', 'lakeferry_columns'),
    tagThing({ database: 'shop', table: 't901' }, 'k'),
    tagThing({ database: 'shop', table: 't902', column: 'c' }, 'k'),
    filterThing('gone', 'lakeferry_columns'),
  ];
  for (const day of [0, 1, 50]) {
    const checked = spotChecks(named(1000), { things: new Set(things), columns: {} }, day * DAY_MS);
    expect(checked).toEqual(expect.arrayContaining(['t900', 't901', 't902']));
    expect(checked).not.toContain('gone');
  }
});
