import {
  describeChange,
  describeForeign,
  foreignThings,
  isByHand,
  NOTHING_OWNED,
  type TableState,
} from '../../../core/governance';
import { CONTEXT, catalog, DATABASE, govern, plan, policy, table, untouched, type World } from './world';

const POLICY = policy({ share: ['orders'] });
const GOVERNED = govern(POLICY, untouched(catalog({ orders: table(['id']) })));

const foreign = ({ live, owned }: World, rules = POLICY) => foreignThings(rules, live, owned, CONTEXT);
const planned = (world: World, rules = POLICY) => plan(rules, world).changes.map(describeChange);

function withOrders(world: World, change: (orders: TableState) => TableState): World {
  const shop = world.live.databases[DATABASE]!;
  const tables = { ...shop.tables, orders: change(shop.tables.orders!) };
  return { ...world, live: { ...world.live, databases: { [DATABASE]: { ...shop, tables } } } };
}

const tagged = (world: World): World =>
  withOrders(world, (orders) => ({
    ...orders,
    columns: [...orders.columns, { name: 'mail', type: 'string' }],
    columnTags: { ...orders.columnTags, mail: { 'lakeferry-columns': 'agreed' } },
  }));

describe('without its ledger, the tag on a partition key', () => {
  const lost: World = { ...GOVERNED, owned: NOTHING_OWNED };

  test('is still its own', () => {
    expect(lost.live.databases[DATABASE]!.tables.orders!.columnTags).toHaveProperty('date');
    expect([foreign(lost), planned(lost)]).toEqual([[], []]);
  });

  test.each(['exact', 'additive'] as const)('is taken off a table that is shared no more, in mode %s', (mode) => {
    const closed = policy({}, { mode });
    expect(planned(lost, closed)).toContain('untag shop.orders.date lakeferry-columns=agreed');
    expect(foreign(lost, closed).map(describeForeign)).toEqual(['tag confidential=public on shop.orders']);
  });
});

describe('an own tag that somebody put on a new column', () => {
  const world = tagged(GOVERNED);
  const made = plan(POLICY, world);

  test('is told once: as a change by hand that the next run takes back', () => {
    expect(made.changes.map(describeChange)).toEqual(['untag shop.orders.mail lakeferry-columns=agreed']);
    expect(isByHand(made.changes[0]!, made, { owned: world.owned, isSamePolicy: true })).toBe(true);
    expect(foreign(world)).toEqual([]);
  });

  test('may be its own where another policy was applied last', () =>
    expect(isByHand(made.changes[0]!, made, { owned: world.owned, isSamePolicy: false })).toBe(false));
});
