import { grownColumns } from '../../../../core/dynamodb/publication/glue-table';

const column = (name: string, type = 'string') => ({ name, type });

it('columns only come, at the end', () =>
  expect(grownColumns([column('b'), column('gone')], [column('a'), column('b')])).toEqual({
    columns: [column('b'), column('gone'), column('a')],
    changed: [],
  }));

it('another type is told', () =>
  expect(grownColumns([column('price')], [column('price', 'decimal(9,2)')]).changed).toEqual([
    { name: 'price', type: 'decimal(9,2)', present: 'string' },
  ]));
