import {
  type CatalogState,
  type GovernancePolicy,
  type Grant,
  IAM_ALLOWED_PRINCIPALS,
  NOTHING_OWNED,
  type ProblemCode,
  planGovernance,
  type TableState,
} from '../../../core/governance';
import { ANALYTICS, CONTEXT, catalog, DATABASE, FINANCE, govern, plan, policy, sees, table, untouched } from './world';

const SHOP = catalog({ orders: table(['id', 'card']), customers: table(['id', 'city', 'mail']) });
const problems = (database: GovernancePolicy['databases'][string], live: CatalogState = SHOP, more = {}) =>
  plan(policy(database, more), untouched(live)).problems;

const open = (resource: CatalogState['grants'][number]['resource']) => ({
  ...SHOP,
  grants: [{ principal: IAM_ALLOWED_PRINCIPALS, resource, permissions: ['ALL'], withGrantOption: [] }] as const,
});
const withDatabase = (more: object): CatalogState => ({
  ...SHOP,
  databases: { [DATABASE]: { ...SHOP.databases[DATABASE]!, ...more } },
});

/** The shop, and a table `x(id)` that somebody put there. */
const beside = (x: Partial<TableState>, folder = 's3://lake/shop/'): CatalogState => {
  const { tables } = SHOP.databases[DATABASE]!;
  return withDatabase({ folder, tables: { ...tables, x: table(['id'], x) } });
};

type Row = [ProblemCode, 'stop' | 'error' | 'warning', () => ReturnType<typeof problems>, RegExp];
test.each<Row>([
  [
    'IAM_ALLOWED_PRINCIPALS',
    'stop',
    () => problems({}, open({ kind: 'database', database: DATABASE })),
    /database shop/,
  ],
  [
    'IAM_ALLOWED_PRINCIPALS',
    'stop',
    () => problems({}, open({ kind: 'table', database: DATABASE, table: 'orders' })),
    /shop\.orders/,
  ],
  [
    'NEW_TABLES_OPEN',
    'error',
    () => problems({}, withDatabase({ opensNewTables: true })),
    /CreateTableDefaultPermissions/,
  ],
  [
    'LOCATION_NOT_REGISTERED',
    'error',
    () => problems({}, { ...SHOP, locations: [{ path: 'lak', hybrid: false }] }),
    /s3:\/\/lake\/shop/,
  ],
  [
    'LOCATION_NOT_REGISTERED',
    'error',
    () => problems({}, beside({ location: 's3://lake2/shop/x/' }, 's3://lake2/shop/')),
    /lake2\/shop/,
  ],
  ['VIEW', 'warning', () => problems({}, beside({ location: undefined, isView: true })), /^shop\.x is a view/],
  [
    'VIEW',
    'warning',
    () => problems({ share: ['x'] }, beside({ location: undefined, isView: true })),
    /^shop\.x is a view/,
  ],
  [
    'VIEW',
    'error',
    () => problems({ filters: { x: { columns: ['id'] } } }, beside({ location: undefined, isView: true })),
    /filters tables only/,
  ],
  [
    'VIEW',
    'error',
    () => problems({ share: ['x'] }, beside({ location: undefined, isView: true }), { wholeTables: 'filters' }),
    /filters tables only. Take it out of share,/,
  ],
  ['TABLE_OF_OTHERS', 'warning', () => problems({}, beside({ location: undefined })), /^shop\.x .* it has no location/],
  [
    'TABLE_OF_OTHERS',
    'warning',
    () => problems({}, beside({ location: 's3://theirs/x/' })),
    /s3:\/\/theirs\/x\/ is outside/,
  ],
  [
    'TABLE_OF_OTHERS',
    'warning',
    () => problems({}, beside({ location: 'dynamodb:orders' })),
    /dynamodb:orders is outside/,
  ],
  [
    'TABLE_OF_OTHERS',
    'error',
    () => problems({ share: ['x'] }, beside({ location: undefined })),
    /Take it off the policy/,
  ],
  [
    'OWN_ACCOUNT',
    'error',
    () => problems({ filters: { customers: { columns: ['id'], principals: [SHOP.catalogId] } } }),
    /^shop\.customers: filter lakeferry_columns is for \d{12}, the lake's own account/,
  ],
  ['EXPRESSION_TOO_LONG', 'stop', () => problems({}, SHOP, { sharedTag: longTag(900) }), /900/],
  [
    'CROSS_ACCOUNT_VERSION',
    'stop',
    () => problems({}, { ...SHOP, crossAccountVersion: 2 }),
    /version 2.*from version 3/,
  ],
  ['UNKNOWN_TABLE', 'warning', () => problems({ share: ['order'] }), /shop\.order .* customers, orders/],
  ['UNKNOWN_TABLE', 'warning', () => problems({ filters: { order: { columns: ['id'] } } }), /shop\.order /],
  ['UNKNOWN_TABLE', 'error', () => problems({ tables: { order: { tags: { confidential: 'sensitive' } } } }), /order /],
  [
    'UNKNOWN_TABLE',
    'error',
    () => problems({ tags: { confidential: 'public' }, filters: { order: { columns: ['id'] } } }),
    /order /,
  ],
  [
    'UNKNOWN_COLUMN',
    'error',
    () => problems({ filters: { customers: { columns: ['id', 'town'] } } }),
    /'town'.*id, city, mail/,
  ],
  ['UNKNOWN_COLUMN', 'error', () => problems({ tables: { orders: { columns: { cvc: {} } } } }), /'cvc'/],
  ['PARTITION_KEY', 'error', () => problems({ filters: { orders: { columns: ['date'] } } }), /'date'/],
  [
    'FILTER_BYPASSED',
    'error',
    () => problems({ share: ['orders'], filters: { orders: { columns: ['id'] } } }),
    /bypassed/,
  ],
  [
    'FILTER_BYPASSED',
    'error',
    () => problems({ tags: { confidential: 'public' }, filters: { orders: { columns: ['id'] } } }),
    /by its tags/,
  ],
  [
    'FILTER_NAME_TWICE',
    'error',
    () =>
      problems({
        filters: { orders: { columns: ['id'] } },
        namedFilters: { orders: { columns: { columns: ['card'] } } },
      }),
    /lakeferry_columns/,
  ],
  [
    'MIXED_ROWS',
    'error',
    () =>
      problems({
        filters: { orders: { columns: ['id'] } },
        namedFilters: { orders: { few: { columns: ['card'], rows: "id < '9'" } } },
      }),
    /sees all rows/,
  ],
  [
    'NOTHING_TO_HIDE_WITH',
    'error',
    () => {
      const opened = { ...SHOP, grants: [byTableTag] };
      return problems(
        { share: ['orders'], tables: { orders: { columns: { card: { type: 'int' } } } } },
        opened,
        ONE_VALUE,
      );
    },
    /second value/,
  ],
])('%s is a %s', (code, severity, find, message) => {
  const found = find();
  expect([...new Set(found.map((problem) => problem.code))]).toEqual([code]);
  expect(found[0]).toMatchObject({ code, severity, message: expect.stringMatching(message) });
});

/** Somebody else's grant on whatever carries the shared tag. */
const byTableTag: Grant = {
  principal: FINANCE,
  resource: { kind: 'policy', type: 'TABLE', expression: { confidential: ['public'] } },
  permissions: ['SELECT'],
  withGrantOption: [],
};
const ONE_VALUE = { tags: { confidential: ['public'] }, databaseTags: {} };
const longTag = (bytes: number) =>
  Object.fromEntries(Array.from({ length: Math.ceil(bytes / 50) }, (_, i) => [`key-${i}`.padEnd(20, 'x'), 'public']));

test('a filter for nobody is told', () => {
  const rules = policy({ filters: { orders: { columns: ['id'] } } });
  const found = planGovernance(rules, SHOP, NOTHING_OWNED, { database: DATABASE });
  expect(found.problems.map((problem) => problem.code)).toEqual(['FILTER_FOR_NOBODY']);
  expect(found.changes.filter(({ kind }) => kind === 'grant')).toEqual([]);
});

test('a stop keeps everything from being opened; an error keeps a table from being opened', () => {
  const stopped = plan(policy({ share: ['orders'] }), untouched(open({ kind: 'database', database: DATABASE })));
  expect(stopped).toMatchObject({ changes: [], remember: {}, forget: [] });
  const rules = policy({ share: ['orders'], filters: { customers: { columns: ['id', 'town'] } } });
  const world = govern(rules, untouched(SHOP));
  expect(sees(world, 'orders')).toEqual(['id', 'card']);
  expect(sees(world, 'customers')).toEqual([]);
});

test('a listed column that vanished leaves the rest of the filter alone, and what is retyped still closes', () => {
  const rules = policy({ filters: { customers: { columns: ['id', 'city', 'mail'] } } });
  const world = govern(rules, untouched(SHOP));
  const columns = [
    { name: 'id', type: 'string' },
    { name: 'city', type: 'int' },
  ];
  const found = world.live.databases[DATABASE]!;
  const tables = { ...found.tables, customers: { ...found.tables.customers!, columns } };
  const changed = { ...world, live: { ...world.live, databases: { [DATABASE]: { ...found, tables } } } };
  const made = plan(rules, changed);
  expect(made.problems.map(({ code }) => code)).toEqual(['UNKNOWN_COLUMN']);
  expect(made.toClassify).toEqual([
    { database: DATABASE, table: 'customers', column: 'city', type: 'int', reason: 'RETYPED', was: 'string' },
  ]);
  expect(sees(govern(rules, changed), 'customers')).toEqual(['id']);
});

test('principals of filters: accounts may give on, roles may not; each finds the database', () => {
  const filters = { orders: { columns: ['id'], principals: [ANALYTICS, '555555555555', FINANCE] } };
  const { live } = govern(policy({ filters }), untouched(SHOP));
  const held = live.grants.filter(({ resource }) => 'database' in resource);
  const brief = held.map(({ principal, resource, permissions, withGrantOption }) =>
    [principal, resource.kind, permissions.join(), withGrantOption.join()].join(' '),
  );
  expect(brief.sort()).toEqual(
    [
      `${ANALYTICS} filter SELECT SELECT`,
      '555555555555 database DESCRIBE DESCRIBE',
      '555555555555 filter SELECT SELECT',
      `${FINANCE} database DESCRIBE `,
      `${FINANCE} filter SELECT `,
    ].sort(),
  );
});

it('tells the field that gives a table columns before rows have them', () => {
  const rules = policy({ filters: { customers: { columns: ['id', 'town'], rows: "land = 'CH'" } } });
  const context = { ...CONTEXT, columnsAt: 'dynamodb[0].publish[].columns' };
  const messages = planGovernance(rules, SHOP, NOTHING_OWNED, context).problems.map(({ message }) => message);
  expect(messages).toHaveLength(2);
  for (const [message, column] of [
    [messages[0], 'town'],
    [messages[1], 'land'],
  ])
    expect(message).toContain(
      `, or, if no row has had it yet, add '${column}' to dynamodb[0].publish[].columns, deploy, and publish again`,
    );
});
