import { type Change, describeTogether } from '../../../core/governance';

const tagged = (table: string, column: string | undefined, more: object = {}): Change => ({
  kind: 'assign-tags',
  place: { database: 'shop', table, ...(column === undefined ? {} : { column }) },
  tags: { 'lakeferry-columns': 'agreed' },
  direction: 'opening',
  ...more,
});

it('columns of a table that get the same tags stand in one line, whatever their number', () => {
  const columns = Array.from({ length: 50 }, (_, i) => `c${i}`);
  expect(describeTogether(columns.map((column) => tagged('orders', column)))).toEqual([
    `tag shop.orders (${columns.join(', ')}) lakeferry-columns=agreed`,
  ]);
});

it('other tables, other tags, what is taken off and what is held back stand apart', () => {
  const changes = [
    tagged('orders', 'id'),
    tagged('orders', 'city'),
    tagged('orders', undefined),
    tagged('items', 'id'),
    tagged('orders', 'card', { tags: { confidential: 'private' }, holdsBack: true }),
    tagged('orders', 'old', { kind: 'unassign-tags' }),
  ];
  expect(describeTogether(changes)).toEqual([
    'tag shop.orders (id, city) lakeferry-columns=agreed',
    'tag shop.orders lakeferry-columns=agreed',
    'tag shop.items.id lakeferry-columns=agreed',
    'tag shop.orders.card confidential=private (held back until it is classified)',
    'untag shop.orders.old lakeferry-columns=agreed',
  ]);
});
