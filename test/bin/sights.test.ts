import { sightRows, sightsMarkdown, sightsTable } from '../../bin/governance/sights';
import type { CatalogState } from '../../core/governance';

const ANALYTICS = '222222222222';

const table = (columns: readonly string[]) => ({
  location: 's3://lake/t/',
  columns: columns.map((name) => ({ name, type: 'string' })),
  partitionKeys: ['date'],
  tags: {},
  columnTags: {},
  filters: [{ name: 'some', columns: ['id', 'city'], rows: 'TRUE' }],
});

const state: CatalogState = {
  catalogId: '111111111111',
  tags: {},
  databases: {
    shop: {
      tags: {},
      opensNewTables: false,
      tables: { customers: table(['id', 'city', 'email']), orders: table(['id']) },
    },
  },
  grants: [
    {
      principal: ANALYTICS,
      resource: { kind: 'filter', database: 'shop', table: 'customers', name: 'some' },
      permissions: ['SELECT'],
      withGrantOption: [],
    },
  ],
  locations: [{ path: 'lake', hybrid: false }],
  optIns: [],
};

it('says of everybody who holds a grant which columns and rows are seen and which stay hidden', () => {
  expect(sightRows(state, undefined)).toEqual([
    {
      principal: ANALYTICS,
      database: 'shop',
      table: 'customers',
      columns: ['id', 'city', 'date'],
      hiddenColumns: ['email'],
      rows: 'all rows',
    },
    { principal: ANALYTICS, database: 'shop', table: 'orders', columns: [], hiddenColumns: ['id'], rows: 'none' },
  ]);
});

it('says of a stranger that nothing is seen', () => {
  expect(sightRows(state, '333333333333').map(({ columns }) => columns)).toEqual([[], []]);
});

it('prints a table, and Markdown for a ticket', () => {
  const rows = sightRows(state, ANALYTICS);
  expect(sightsTable(rows)).toContain('222222222222  shop.customers  id, city, date  all rows');
  expect(sightsMarkdown(rows)).toContain('| 222222222222 | shop.customers | id, city, date | email | all rows |');
});
