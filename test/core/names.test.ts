import fc from 'fast-check';
import { catalogName, databaseFolder, glueDatabaseName, glueTableName, pascalCase } from '../../core/names';

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
  ['', 'orders-eu/shop/'],
  ['lake', 'lake/orders-eu/shop/'],
  ['a/b', 'a/b/orders-eu/shop/'],
])("below the prefix '%s' the folder is %s", (prefix, folder) => {
  expect(databaseFolder(prefix, 'orders-eu', 'Shop')).toBe(folder);
});

it('names databases and placeholders', () => {
  expect(glueDatabaseName('orders-eu', 'shop')).toBe('orders_eu_shop');
  expect(pascalCase('start-export')).toBe('StartExport');
});
