import { stateStatement } from '../../../../bin/dynamodb/view/state-statement';
import type { CatalogState } from '../../../../core/governance';

const READER = 'arn:aws:iam::111111111111:role/reader';
const ENVELOPE = ['ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'];
const table = { table: 'Orders', glueTable: 'orders', keys: ['id'], decimals: {}, declared: [] };

/** The reader holds a filter. */
const live = (columns: readonly string[], rows = 'TRUE'): CatalogState => ({
  catalogId: '111111111111',
  tags: {},
  databases: {
    d: {
      tags: {},
      opensNewTables: false,
      tables: {
        orders: {
          ...{ location: 's3://lake/t/', partitionKeys: ['date'], tags: {}, columnTags: {} },
          columns: ['id', ...ENVELOPE, 'total', 'card'].map((name) => ({ name, type: 'string' })),
          filters: [{ name: 'some', columns, rows }],
        },
      },
    },
  },
  grants: [
    {
      ...{ principal: READER, permissions: ['SELECT'], withGrantOption: [] },
      resource: { kind: 'filter', database: 'd', table: 'orders', name: 'some' },
    },
  ],
  locations: [{ path: 'lake', hybrid: false }],
  optIns: [],
});
const shown = (sql: string): string => sql.split('\n')[0]!;

it('has the columns that a principal sees, or all of them', () => {
  const state = live(['id', ...ENVELOPE, 'total']);
  expect(shown(stateStatement(state, { database: 'd', table, principal: READER }))).toBe(
    'SELECT "id", "total", "ddb_version"',
  );
  const all = stateStatement(state, { database: 'd', table });
  expect(shown(all)).toBe('SELECT "id", "total", "card", "ddb_version"');
  expect(all).toContain('FROM "d"."orders"');
});

it('reads the folders of the moment for DuckDB', () => {
  const folders = ["s3://lake/o's/1/", 's3://lake/2/'];
  expect(stateStatement(live([]), { database: 'd', table, folders })).toContain(
    "FROM read_parquet(['s3://lake/o''s/1/*.parquet', 's3://lake/2/*.parquet'], union_by_name = true)",
  );
});

it('has for DuckDB the columns that no file may have yet', () => {
  const decimals = { total: 'decimal(9,2)' };
  const declaring = { ...table, decimals, declared: ['card', 'not_made_yet', 'total'] };
  expect(stateStatement(live([]), { database: 'd', table: declaring, folders: ['s3://lake/1/'] })).toContain(
    `FROM (FROM read_parquet(['s3://lake/1/*.parquet'], union_by_name = true) UNION ALL BY NAME SELECT NULL::string AS "card", NULL::decimal(9,2) AS "total" WHERE false)`,
  );
  expect(stateStatement(live([]), { database: 'd', table: declaring })).toContain('FROM "d"."orders"');
});

it.each([
  [['id', 'total', 'ddb_version'], 'TRUE', /does not see ddb_sequence, ddb_event, ddb_source of d\.orders.*filter/],
  [[], 'TRUE', /sees nothing of d\.orders/],
  [['id', ...ENVELOPE], "total > '5'", /by other columns than its keys \(total > '5'\)/],
])('is refused to a principal that sees %j where %s', (columns, rows, message) => {
  expect(() => stateStatement(live(columns, rows), { database: 'd', table, principal: READER })).toThrow(message);
});

it('tells that a table is not published yet', () => {
  const other = { ...table, glueTable: 'later' };
  expect(() => stateStatement(live([]), { database: 'd', table: other })).toThrow(/d\.later is not in the catalog yet/);
  const misspelt = { ...table, keys: ['nowhere'] };
  expect(() => stateStatement(live([]), { database: 'd', table: misspelt })).toThrow(
    /^d\.\S+ has no nowhere, .*dynamodb\[\]\.publish/,
  );
});
