import { mergedColumns, partitionColumns } from '../../../../core/dynamodb/publishing/partition-columns';
import { revisionOf } from '../../../../core/dynamodb/publishing/revision';

const pieces = [
  { name: 'a', etag: '1' },
  { name: 'b', etag: '2' },
];
const parts = { buckets: 1, keys: ['id'], decimals: { a: 'decimal(1,0)', b: 'decimal(2,0)' }, pieces };

it('is the same for the same content, in whatever order it is listed', () =>
  expect(
    revisionOf({ ...parts, pieces: pieces.toReversed(), decimals: { b: 'decimal(2,0)', a: 'decimal(1,0)' } }),
  ).toBe(revisionOf(parts)));

it.each([
  ['what it takes the place of', { before: 'lake/x/' }],
  ['the buckets', { buckets: 2 }],
  ['the keys', { keys: ['id', 'place'] }],
  ['the types', { decimals: {} }],
  ['the pieces', { pieces: pieces.slice(1) }],
  ['their content', { pieces: [pieces[0]!, { name: 'b', etag: '3' }] }],
])('is another one with %s', (_what, other) => expect(revisionOf({ ...parts, ...other })).not.toBe(revisionOf(parts)));

it('columns of several files are those of one file with all of them', () => {
  const [one, other] = [['b', 'id', 'ddb_old_b'], ['a']];
  const ofAll = partitionColumns(parts, [...one, ...other]);
  expect(mergedColumns(parts, partitionColumns(parts, other), partitionColumns(parts, one))).toEqual(ofAll);
  expect(ofAll.slice(7).map(({ name, type }) => `${name} ${type}`)).toEqual([
    ...['id string', 'a decimal(1,0)', 'b decimal(2,0)', 'ddb_old_b decimal(2,0)'],
  ]);
});
