import { validateConfig } from '../../../core/config/validate';
import { isCrawled } from '../../../core/lake/catalog-database';
import { catalogDatabaseOf, catalogDatabases } from '../../../core/lake/catalog-databases';

const settings = (prefix = '') =>
  validateConfig({
    environment: { region: 'eu-west-1' },
    lake: { prefix },
    sources: [
      { kind: 'aurora-cluster', id: 'orders-eu', engine: 'postgres', databases: ['Shop', 'stock'] },
      { kind: 'rds-instance', id: 'users', engine: 'mysql', databases: ['app'] },
    ],
  });

it('lists every database of every source once, with its crawler, its folder and the field that declares it', () => {
  const listed = catalogDatabases(settings()).filter(isCrawled);
  expect(listed.map(({ name, crawler, folder, declaredAt }) => [name, crawler, folder, declaredAt])).toEqual([
    ['orders_eu_shop', 'lakeferry_orders_eu_shop', 'orders-eu/shop/', 'sources[0].databases[0]'],
    ['orders_eu_stock', 'lakeferry_orders_eu_stock', 'orders-eu/stock/', 'sources[0].databases[1]'],
    ['users_app', 'lakeferry_users_app', 'users/app/', 'sources[1].databases[0]'],
  ]);
});

it.each([
  ['', 4],
  ['lake', 5],
  ['a/b', 6],
])("below the prefix '%s' a crawler finds the tables at level %i", (prefix, level) => {
  const { folder, tableLevel } = catalogDatabases(settings(prefix)).filter(isCrawled)[0]!;
  expect(tableLevel).toBe(level);
  // The bucket is level 1, and the table's folder follows the database's.
  expect(['bucket', ...folder.split('/').filter(Boolean), 'table']).toHaveLength(level);
});

it('finds the database of a source by the name that it has there', () => {
  expect(catalogDatabaseOf(settings(), { id: 'orders-eu', database: 'Shop' }).name).toBe('orders_eu_shop');
  expect(() => catalogDatabaseOf(settings(), { id: 'users', database: 'Shop' })).toThrow(/'Shop' of 'users'/);
});
