import fc from 'fast-check';
import {
  catalogName,
  crawlerTableLevel,
  databaseFolder,
  glueDatabaseName,
  glueTableName,
  pascalCase,
} from '../../core/names';

it.each([
  ['public', 'orders', 'orders'],
  ['sales', 'Orders 2024', 'sales_orders_2024'],
  [undefined, 'Ünicode-Näme', '_nicode_n_me'],
])('table %s.%s is %s in the catalog', (schema, table, expected) => {
  expect(glueTableName(schema, table)).toBe(expected);
});

it('a catalog name is what a crawler would leave as it is', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(catalogName(name)).toMatch(/^[a-z0-9_]*$/);
      expect(catalogName(catalogName(name))).toBe(catalogName(name));
    }),
  );
});

it.each([
  ['', 'orders-eu/shop/', 4],
  ['lake', 'lake/orders-eu/shop/', 5],
  ['a/b', 'a/b/orders-eu/shop/', 6],
])("below the prefix '%s' the folder is %s and tables are at level %i", (prefix, folder, level) => {
  expect(databaseFolder(prefix, 'orders-eu', 'Shop')).toBe(folder);
  expect(crawlerTableLevel(prefix)).toBe(level);
  // The bucket is level 1, and the table's folder follows the database's.
  expect(1 + folder.split('/').filter(Boolean).length + 1).toBe(level);
});

it('names databases and placeholders', () => {
  expect(glueDatabaseName('orders-eu', 'shop')).toBe('orders_eu_shop');
  expect(pascalCase('start-export')).toBe('StartExport');
});
