import { bucketContents, bucketsOfDate, type StandingPiece } from '../../../../core/dynamodb/publication/date-folders';
import { partName, pieceName } from '../../../../core/dynamodb/publishing/buckets';

const piece = (bucket: number, buckets: number): StandingPiece => {
  const where = { bucket, buckets, batch: 0, part: 0 };
  return { ...where, name: pieceName(where), etag: '"1"', size: 1 };
};
const parts = (buckets: number) => Array.from({ length: buckets }, (_, bucket) => partName({ bucket, buckets }));
const published = (buckets: number, bytes: number) => ({
  folder: 'f/',
  files: parts(buckets),
  buckets,
  keys: ['id'],
  rows: 1,
  bytes,
});

it.each([
  [1, undefined, 1],
  [4, undefined, 4],
  [1, published(4, 10), 4],
  [4, published(1, 10), 4],
  [1, published(1, 100 * 1024 ** 2), 4],
])('pieces of %i buckets over %j make %i buckets', (buckets, present, wanted) =>
  expect(bucketsOfDate([piece(0, buckets)], present)).toBe(wanted),
);

it('every bucket of the new folder is made of all that may belong to it', () => {
  const contents = bucketContents(4, [piece(1, 2)], { files: parts(1), hasOtherKeys: false });
  expect(contents.map(({ bucket }) => bucket)).toEqual([0, 1, 2, 3]);
  expect(contents.map(({ pieces }) => pieces.length)).toEqual([0, 1, 0, 1]);
  expect(contents.every(({ existing }) => existing[0] === parts(1)[0])).toBe(true);
});

it('a bucket of nothing is not written', () =>
  expect(bucketContents(4, [piece(2, 4)], { files: [], hasOtherKeys: false }).map(({ bucket }) => bucket)).toEqual([
    2,
  ]));

it('files that are divided by other keys may have rows of every bucket', () => {
  const contents = bucketContents(2, [piece(0, 2)], { files: parts(2), hasOtherKeys: true });
  expect(contents.map(({ existing }) => existing)).toEqual([parts(2), parts(2)]);
});
