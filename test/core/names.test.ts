import fc from 'fast-check';
import { catalogName, glueTableName, pascalCase } from '../../core/names';

it.each([
  ['public', 'orders', 'orders'],
  ['sales', 'Orders 2024', 'sales_orders_2024'],
  [undefined, 'Ünicode-Näme', '_nicode_n_me'],
])('table %s.%s is %s in the catalog', (schema, table, expected) => {
  expect(glueTableName(schema, table)).toBe(expected);
});

it('tables named in other scripts than Latin keep names of their own, with what is Latin in front', () => {
  expect(glueTableName('public', '売上')).toMatch(/^table_[0-9a-f]{8}$/);
  expect(glueTableName(undefined, 'заказы 2024')).toMatch(/^2024_[0-9a-f]{8}$/);
  expect(glueTableName('sales', '商品')).toMatch(/^sales_[0-9a-f]{8}$/);
  const names = ['売上', '商品', '客户', '用户', 'заказ', 'товар', '売上2024', '商品2024'];
  expect(new Set(names.map((name) => glueTableName('public', name))).size).toBe(names.length);
  expect(glueTableName('public', '売上')).toBe(glueTableName('public', '売上'));
});

it('a catalog name is what a crawler would leave as it is', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(catalogName(name)).toMatch(/^[a-z0-9_]*$/);
      expect(catalogName(catalogName(name))).toBe(catalogName(name));
    }),
  );
});

it('names placeholders', () => {
  expect(pascalCase('start-export')).toBe('StartExport');
});
