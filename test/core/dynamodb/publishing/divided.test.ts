import * as fc from 'fast-check';
import {
  BATCH_BYTES,
  batchesOf,
  type LandingFile,
  landingWeight,
  MOST_FILES_OF_BATCH,
} from '../../../../core/dynamodb/publishing/batches';
import { bucketOf } from '../../../../core/dynamodb/publishing/bucket-of';
import {
  BUCKET_BYTES,
  bucketsFor,
  MOST_BUCKETS,
  overlaps,
  partName,
  partOf,
  pieceName,
  pieceOf,
} from '../../../../core/dynamodb/publishing/buckets';

const power = fc.integer({ min: 0, max: 10 }).map((exponent) => 2 ** exponent);
const bucket = power.chain((buckets) => fc.record({ bucket: fc.nat(buckets - 1), buckets: fc.constant(buckets) }));

it.each([
  [0, 1],
  [BUCKET_BYTES, 1],
  [BUCKET_BYTES + 1, 2],
  [3 * BUCKET_BYTES, 4],
  [1e15, MOST_BUCKETS],
])('%i bytes have %i buckets', (bytes, buckets) => expect(bucketsFor(bytes)).toBe(buckets));

it('a key is in two buckets only where they overlap', () =>
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 2 }), power, bucket, (keys, buckets, other) => {
      const own = { bucket: bucketOf(keys, buckets), buckets };
      if (bucketOf(keys, other.buckets) === other.bucket) expect(overlaps(own, other)).toBe(true);
    }),
  ));

// the partitions of every lake are divided like this: another answer would write rows twice
it.each([
  [['a'], 354],
  [['a', 'b'], 717],
  [['', 'ab'], 511],
])('the bucket of %j never changes', (keys, expected) => expect(bucketOf(keys, 1024)).toBe(expected));

it('names of pieces and files tell their bucket', () =>
  fc.assert(
    fc.property(bucket, fc.nat(999_999), fc.nat(999), (its, batch, part) => {
      expect(pieceOf(`pieces/orders/2026-11-27/${pieceName({ ...its, batch, part })}`)).toEqual({
        ...its,
        batch,
        part,
      });
      expect(partOf(`orders/date=2026-11-27/x/${partName(its)}`)).toEqual(its);
    }),
  ));

it('files stay in order, in batches that are as full as they may be', () => {
  const file = fc.record({
    key: fc.constantFrom('a', 'a.gz'),
    size: fc.oneof(fc.nat(1000), fc.nat(BATCH_BYTES), fc.nat(2 * BATCH_BYTES)),
  });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 1200, size: 'max' }), (files) => {
      const batches = batchesOf(files);
      expect(batches.flat()).toEqual(files);
      const weight = (batch: readonly LandingFile[]): number =>
        batch.reduce((sum, each) => sum + landingWeight(each), 0);
      for (const [index, batch] of batches.entries()) {
        expect(batch.length).toBeLessThanOrEqual(MOST_FILES_OF_BATCH);
        if (batch.length > 1) expect(weight(batch)).toBeLessThanOrEqual(BATCH_BYTES);
        const next = batches[index + 1]?.[0];
        const isFull = batch.length === MOST_FILES_OF_BATCH;
        if (next !== undefined && !isFull) expect(weight([...batch, next])).toBeGreaterThan(BATCH_BYTES);
      }
    }),
    { numRuns: 30 },
  );
});
