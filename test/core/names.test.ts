import fc from 'fast-check';
import { catalogName, glueTableName, pascalCase } from '../../core/names';

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

it('names placeholders', () => {
  expect(pascalCase('start-export')).toBe('StartExport');
});
