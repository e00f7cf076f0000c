import { conversionOf, destinationKey } from '../../../core/replication/destination-key';

const CONVERTING = { convert: { parquet: 'csv', lineEnds: 'lf' } } as const;

it.each([
  ['a/b.parquet', 'in/a/b.csv', 'a/b.parquet'],
  ['a/b.snappy.PARQUET', 'in/a/b.snappy.csv', 'a/b.snappy.PARQUET'],
  ['a.parquet/b', 'in/a.parquet/b', 'a.parquet/b'],
  ['folder/', 'in/folder/', 'folder/'],
])('%s is called %s where parquet is converted', (key, converted, plain) => {
  expect(destinationKey(CONVERTING, 'in/', key)).toBe(converted);
  expect(destinationKey({}, '', key)).toBe(plain);
  expect(conversionOf({}, key)).toBeUndefined();
});
