import {
  type CatalogState,
  type GovernancePolicy,
  NOT_CLEAN,
  NOTHING_OWNED,
  planGovernance,
  type TableState,
} from '../../../core/governance';
import {
  ANALYTICS,
  CONTEXT,
  catalog,
  DATABASE,
  FINANCE,
  govern,
  plan,
  policy,
  sees,
  table,
  untouched,
  type World,
} from './world';

const SHOP = catalog({ orders: table(['id', 'city']), customers: table(['id', 'mail']) });
const SHARED = policy({ share: ['orders'], filters: { customers: { columns: ['id'] } } });
const NOTHING = policy({});

/** The world with another catalog table; undefined: dropped, with what lakeferry made on it. */
function withTable(world: World, name: string, change: (state: TableState) => TableState | undefined): World {
  const database = world.live.databases[DATABASE]!;
  const { [name]: old, ...others } = database.tables;
  const changed = change(old ?? table([]));
  const tables = changed === undefined ? others : { ...others, [name]: changed };
  const live: CatalogState = { ...world.live, databases: { [DATABASE]: { ...database, tables } } };
  return { ...world, live };
}

const columnsOf = (types: Readonly<Record<string, string>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type }));
const having = (world: World, types: Readonly<Record<string, string>>, name = 'orders'): World =>
  withTable(world, name, (state) => ({ ...state, columns: columnsOf(types) }));
const STRINGS = { id: 'string', city: 'string' };
const declaring = (columns: NonNullable<GovernancePolicy['databases'][string]['tables']>[string]['columns']) =>
  policy({ ...SHARED.databases[DATABASE], tables: { orders: { columns } } });
const GOVERNED = govern(SHARED, untouched(SHOP));

test.each(['exact', 'additive'] as const)('in mode %s, a line taken out and put back opens no new column', (mode) => {
  const [shared, nothing] = [SHARED, NOTHING].map((rules) => ({ ...rules, mode }));
  let world = govern(shared!, untouched(SHOP));
  world = govern(nothing!, world);
  world = govern(shared!, having(world, { ...STRINGS, secret: 'string' }));
  expect(sees(world, 'orders')).toEqual(['id', 'city']);
  expect(plan(shared!, world).toClassify).toMatchObject([{ column: 'secret', reason: 'NEW' }]);
});

test('without the ledger, a column that a filter leaves out is held back as one that may be old and stays hidden', () => {
  const lost = { ...GOVERNED, owned: NOTHING_OWNED };
  expect(plan(SHARED, GOVERNED).toClassify).toEqual([]);
  const mail = { database: DATABASE, table: 'customers', column: 'mail', type: 'string', reason: 'NEW' };
  expect(plan(SHARED, lost).toClassify).toEqual([{ ...mail, mayBeOld: true, staysHidden: true }]);
  const grown = having(GOVERNED, { ...STRINGS, secret: 'string' });
  expect(plan(SHARED, grown).toClassify).toEqual([{ ...mail, table: 'orders', column: 'secret' }]);
});

test('only whoever sees that a removed database is clean strikes off that it was not', () => {
  const owned = { ...GOVERNED.owned, things: new Set([...GOVERNED.owned.things, NOT_CLEAN]) };
  const forget = (isWithdrawn: boolean) =>
    planGovernance(NOTHING, GOVERNED.live, owned, { ...CONTEXT, isWithdrawn }).forget;
  expect(forget(true)).not.toContain(NOT_CLEAN);
  expect(forget(false)).toContain(NOT_CLEAN);
});

test('a table that is gone for a night opens no new column when it returns', () => {
  const gone = govern(
    SHARED,
    withTable(GOVERNED, 'orders', () => undefined),
  );
  const back = govern(
    SHARED,
    withTable(gone, 'orders', () => table(['id', 'city', 'secret'])),
  );
  expect(sees(back, 'orders')).toEqual(['id', 'city']);
});

test.each([
  ['an exact run', SHARED],
  ['nobody', NOTHING],
  ['a stop', SHARED],
])('a type that changed, seen by %s, and changed back waits until the policy names it', (seenBy, rules) => {
  const open = { principal: 'IAM_ALLOWED_PRINCIPALS', permissions: ['ALL'], withGrantOption: [] } as const;
  const stop = { ...open, resource: { kind: 'table', database: DATABASE, table: 'customers' } } as const;
  let world = having(GOVERNED, { ...STRINGS, city: 'date' });
  const { grants } = world.live;
  if (seenBy === 'a stop') world = { ...world, live: { ...world.live, grants: [...grants, stop] } };
  world = govern(rules, world);
  const live = { ...world.live, grants: world.live.grants.filter(({ principal }) => principal !== stop.principal) };
  world = govern(SHARED, having({ ...world, live }, STRINGS));
  expect(sees(world, 'orders')).toEqual(['id']);
  expect(plan(SHARED, world).toClassify).toMatchObject([{ column: 'city', reason: 'RETYPED', was: 'string' }]);
  const declared = declaring({ city: { type: 'string' } });
  world = govern(declared, world);
  expect(sees(world, 'orders')).toEqual(['id', 'city']);
  expect(sees(govern(SHARED, world), 'orders')).toEqual(['id', 'city']);
});

test('a held-back column that vanished and returned can still be classified', () => {
  const byTable = {
    principal: FINANCE,
    resource: { kind: 'policy', type: 'TABLE', expression: { confidential: ['public'] } },
    permissions: ['SELECT'],
    withGrantOption: [],
  } as const;
  let world: World = { ...GOVERNED, live: { ...GOVERNED.live, grants: [...GOVERNED.live.grants, byTable] } };
  world = govern(SHARED, having(world, { ...STRINGS, secret: 'string' }));
  expect(sees(world, 'orders', FINANCE)).toEqual(['id', 'city']);
  world = govern(SHARED, having(world, STRINGS));
  // Lake Formation may keep the tag of a column that the crawler drops and adds again
  world = govern(SHARED, having(world, { ...STRINGS, secret: 'string' }));
  world = govern(declaring({ secret: {} }), world);
  expect(sees(world, 'orders')).toEqual(['id', 'city', 'secret']);
});

test.each(['exact', 'additive'] as const)('in mode %s, a ledger that is lost opens no new column', (mode) => {
  const shared = { ...SHARED, mode };
  const lost = untouched(govern(shared, untouched(SHOP)).live);
  const later = having(having(lost, { ...STRINGS, secret: 'string' }), { id: 'string', mail: 'string' }, 'customers');
  const world = govern(shared, later);
  expect(sees(world, 'orders')).toEqual(['id', 'city']);
  expect(sees(world, 'customers')).toEqual(['id']);
  expect(plan(shared, world).toClassify).toMatchObject([{ column: 'secret' }, { column: 'mail' }]);
  expect(sees(govern(NOTHING, world), 'orders')).toEqual([]);
});

test('an item of the ledger that cannot be read keeps everything from being opened, and nothing from being closed', () => {
  const unreadable = [{ key: 'a, b', command: 'aws dynamodb delete-item' }];
  const broken: World = { ...GOVERNED, owned: { ...GOVERNED.owned, unreadable } };
  const made = plan(policy({ share: ['customers'] }), broken);
  expect(made.problems).toMatchObject([
    { code: 'LEDGER_UNREADABLE', severity: 'stop', message: expect.stringMatching(/item a, b is not .*`aws dynamodb/) },
  ]);
  const world = govern(policy({ share: ['customers'] }), broken);
  expect(sees(world, 'orders')).toEqual([]);
  expect(sees(world, 'customers', ANALYTICS)).toEqual([]);
});
