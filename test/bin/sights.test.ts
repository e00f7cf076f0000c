import { type Question, readQuestion, settleQuestion } from '../../bin/governance/question';
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
  expect(sightRows(state)).toEqual([
    {
      principal: ANALYTICS,
      database: 'shop',
      table: 'customers',
      columns: ['id', 'city', 'date'],
      hiddenColumns: ['email'],
      rows: 'all rows',
      because: [`SELECT on filter some of shop.customers to ${ANALYTICS}`],
    },
    {
      principal: ANALYTICS,
      database: 'shop',
      table: 'orders',
      columns: [],
      hiddenColumns: ['id'],
      rows: 'none',
      because: [],
    },
  ]);
});

it('says of a stranger that nothing is seen', () => {
  expect(sightRows(state, { principal: '333333333333' }).map(({ columns }) => columns)).toEqual([[], []]);
});

it('prints a table, and Markdown for a ticket', () => {
  const rows = sightRows(state, { principal: ANALYTICS });
  expect(sightsTable(rows)).toContain('222222222222  shop.customers  id, city, date  all rows');
  expect(sightsMarkdown(rows)).toContain(
    '| 222222222222 | shop.customers | id, city, date | email | all rows | SELECT on filter some of shop.customers to 222222222222 |',
  );
});

it('says so where nobody sees anything, instead of an empty table', () => {
  const hidden = sightRows(state, { column: 'email' });
  expect(hidden).toEqual([]);
  expect(sightsTable(hidden)).toBe('Nobody sees it.');
  expect(sightsMarkdown(hidden)).toContain('Nobody sees it.');
});

it('keeps bars of predicates and tags inside their cells', () => {
  const [sight] = sightRows(state);
  expect(sightsMarkdown([{ ...sight!, rows: "a || b = 'x'" }])).toContain("| a \\|\\| b = 'x' |");
});

describe('what is asked', () => {
  it.each<[Question, string[]]>([
    [{ table: 'customers' }, ['customers']],
    [{ table: 'shop.Orders' }, ['orders']],

    [{ column: 'CITY' }, ['customers']],
    [{ column: 'date' }, ['customers']],
    [{ column: 'date', table: 'orders' }, []],
    [{ table: 'SHOP.customers' }, ['customers']],
    [{ table: 'public.customers' }, ['customers']],
    [{ table: 'tomers' }, ['customers']],
  ])('%j: %j', (asked, tables) => {
    expect(sightRows(state, settleQuestion([state], readQuestion(asked))).map(({ table }) => table)).toEqual(tables);
  });

  it.each<[Question, RegExp | undefined]>([
    [{ table: 'custmers' }, /--table is 'custmers'.*There are: shop\.customers, shop\.orders\./],
    [{ table: 'ers' }, /--table is 'ers', and several tables end so: shop\.customers, shop\.orders\. Give more/],
    [{ table: 'other.orders' }, /which no table of the catalog ends with/],
    [{ column: 'mail' }, /--column is 'mail', which no table has/],
    [{ table: 'orders', column: 'email' }, /which table orders has\. There are: id, date\./],
    [{ principal: 'bob' }, /--principal is 'bob'/],
    [{ table: 'orders', column: 'id', principal: ANALYTICS }, undefined],
    [{ principal: 'arn:aws-cn:organizations::1:ou/o/ou' }, undefined],
  ])('%j is refused by %s', (asked, message) => {
    const read = () => settleQuestion([state], readQuestion(asked));
    if (message === undefined) expect(read).not.toThrow();
    else expect(read).toThrow(message);
  });
});
