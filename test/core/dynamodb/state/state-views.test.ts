import { statesThere, stateViews } from '../../../../core/dynamodb/state/state-views';
import { viewTable } from '../../../../core/dynamodb/state/view-table';
import { NEEDED, sharing } from './sharing';

it('is a view of keys, attributes that the account sees, and version, with their types', () => {
  const [view, ...others] = stateViews(sharing({ filters: { my_orders: { columns: [...NEEDED, 'total'] } } }));
  expect(others).toEqual([]);
  expect(view).toMatchObject({
    history: 'dynamodb_orders',
    database: 'dynamodb_orders_current',
    columns: [
      { name: 'customer', type: 'string' },
      { name: 'placed_at_4b9d6435', type: 'string' },
      { name: 'total', type: 'decimal(38,2)' },
      { name: 'ddb_version', type: 'bigint' },
    ],
  });
  expect(view!.sql).toContain('FROM "dynamodb_orders"."my_orders"');
});

it('is kept as Athena keeps a view', () => {
  const [view] = stateViews(sharing({ filters: { my_orders: { columns: [...NEEDED, 'total'] } } }));
  const { originalText } = viewTable(view!);
  const [, base64 = ''] = /^\/\* Presto View: (\S+) \*\/$/.exec(originalText) ?? [];
  expect(JSON.parse(Buffer.from(base64, 'base64').toString())).toMatchObject({
    ...{ originalSql: view!.sql, catalog: 'awsdatacatalog', schema: 'dynamodb_orders_current' },
    columns: [
      { type: 'varchar' },
      { type: 'varchar' },
      { name: 'total', type: 'decimal(38,2)' },
      { name: 'ddb_version', type: 'bigint' },
    ],
  });
});

it('is none where a table is shared whole and the policy names no attribute: the state can be told all the same', () => {
  const whole = sharing({ share: ['my_orders'] });
  expect(stateViews(whole)).toEqual([]);
  expect(statesThere(whole)).toMatchObject([{ table: { glueTable: 'my_orders' } }]);
  const named = sharing({ share: ['my_orders'], tables: { my_orders: { columns: { total: {} } } } });
  expect(stateViews(named).map(({ columns }) => columns.map(({ name }) => name))).toEqual([
    ['customer', 'placed_at_4b9d6435', 'total', 'ddb_version'],
  ]);
});

it('is none of rows that are told by attributes, or of a table that is not shared', () => {
  const filter = { columns: [...NEEDED, 'total'], rows: "total > '5'" };
  expect(statesThere(sharing({ filters: { my_orders: filter } }))).toEqual([]);
  expect(statesThere(sharing({}))).toEqual([]);
});
