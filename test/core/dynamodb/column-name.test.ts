import fc from 'fast-check';
import { columnName } from '../../../core/dynamodb/column-name';

const at = (...path: string[]): string => columnName(path, 'day');

it.each([
  ['a plain name', ['email'], 'email'],
  ['a plain name with underscores and digits', ['line_2'], 'line_2'],
  ['a path', ['address', 'zip_code'], 'address__zip_code'],
  ['a word of SQL', ['order'], 'order'],
])('%s stays as it is', (_name, path, expected) => expect(at(...path)).toBe(expected));

it.each([
  ['capitals', ['createdAt'], /^created_at_[0-9a-f]{8}$/],
  ['a point', ['a.b'], /^a_b_[0-9a-f]{8}$/],
  ["the landing folder's partition key", ['date'], /^date_[0-9a-f]{8}$/],
  ["the lake's partition key", ['day'], /^day_[0-9a-f]{8}$/],
  ['a name of the envelope', ['ddb_event'], /^ddb_event_[0-9a-f]{8}$/],
  ['a name like an old value', ['ddb_old_email'], /^ddb_old_email_[0-9a-f]{8}$/],
  ['a name that ends like a hash', ['url_0a1b2c3d'], /^url_0a1b2c3d_[0-9a-f]{8}$/],
  ['a separator in a name', ['a__b'], /^a_b_[0-9a-f]{8}$/],
  ['a digit first', ['1st'], /^column_1st_[0-9a-f]{8}$/],
  ['another script', ['имя'], /^column_[0-9a-f]{8}$/],
  ['a member of another script', ['a', '名'], /^a__column_[0-9a-f]{8}$/],
  ['an empty name', [''], /^column_[0-9a-f]{8}$/],
])('%s gets a hash', (_name, path, expected) => expect(at(...path)).toMatch(expected));

it('tells apart what differs only in case, in punctuation or in depth', () => {
  const paths = [['url'], ['URL'], ['Url'], ['a', 'b'], ['a_b'], ['a.b'], ['a__b'], ['A', 'b'], ['a', 'B']];
  expect(new Set(paths.map((path) => at(...path))).size).toBe(paths.length);
});

it('gives the column that an attribute has today to the same attribute for ever', () => {
  expect(at('createdAt')).toBe('created_at_9da118ee');
  expect(at('address', 'zipCode')).toBe('address__zip_code_9d4dbeac');
});

describe('of any two paths', () => {
  const name = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'A', 'b', '_', '.', '1', 'é', '_0a1b2c3d'), maxLength: 5 }),
    fc.constantFrom('date', 'ddb_', 'ddb_old_', 'constructor', '__proto__', 'x'.repeat(300), 'y'.repeat(240)),
  );
  const path = fc.array(name, { minLength: 1, maxLength: 4 });

  it('columns differ, fit the Data Catalog with their old values, and are never of the envelope or the partition', () =>
    fc.assert(
      fc.property(path, path, (one, other) => {
        const column = columnName(one, 'date');
        expect(column).toMatch(/^[a-z][a-z0-9_]{0,246}$/);
        expect(column).not.toBe('date');
        expect(/^ddb_/.test(column) ? column : '_00000000').toMatch(/_[0-9a-f]{8}$/);
        if (JSON.stringify(one) !== JSON.stringify(other)) expect(columnName(other, 'date')).not.toBe(column);
      }),
    ));
});
