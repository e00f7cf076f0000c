import { tableMark, tableOfMark } from '../../../../core/dynamodb/publication/table-mark';

const mark = (decimals: Readonly<Record<string, string>>) => tableMark({ glueTable: 'orders', decimals });

it('tables of other types have other marks, whatever the order of their declarations', () => {
  expect(mark({})).toBe('orders');
  expect(mark({ a: 'decimal(3,1)', b: 'decimal(5,2)' })).toBe(mark({ b: 'decimal(5,2)', a: 'decimal(3,1)' }));
  expect(mark({ a: 'decimal(3,1)' })).not.toBe(mark({ a: 'decimal(4,1)' }));
  expect([mark({}), mark({ a: 'decimal(3,1)' })].map(tableOfMark)).toEqual(['orders', 'orders']);
});
