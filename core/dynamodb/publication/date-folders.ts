import type { PublishedDate } from '../../ledger/dynamodb';
import { bucketsFor, overlaps, type Piece, partOf } from '../publishing/buckets';

/** A piece of a date, in the work bucket. */
export interface StandingPiece extends Piece {
  readonly name: string;
  readonly etag: string;
  readonly size: number;
}

/** Rows take about ten times the room of their parquet while they are merged. */
export const UNPACKED = 10;

/** Buckets of a date's new folder: no fewer than its pieces or its present files have. */
export const bucketsOfDate = (pieces: readonly StandingPiece[], present: PublishedDate | undefined): number =>
  Math.max(
    ...pieces.map(({ buckets }) => buckets),
    ...(present === undefined ? [] : [present.buckets, bucketsFor(present.bytes * UNPACKED)]),
  );

/** What one bucket of a new folder is made of. */
export interface BucketContents {
  readonly bucket: number;
  readonly buckets: number;
  /** Names. */
  readonly pieces: readonly string[];
  readonly existing: readonly string[];
}

/** All buckets that have something. Files that are divided by other keys may have rows of every one. */
export function bucketContents(
  buckets: number,
  pieces: readonly StandingPiece[],
  present: { readonly files: readonly string[]; readonly hasOtherKeys: boolean },
): BucketContents[] {
  return Array.from({ length: buckets }, (_, bucket) => ({
    bucket,
    buckets,
    pieces: pieces.filter((piece) => overlaps(piece, { bucket, buckets })).map(({ name }) => name),
    existing: present.files.filter((name) => present.hasOtherKeys || overlapsPart(name, { bucket, buckets })),
  })).filter((each) => each.pieces.length > 0 || each.existing.length > 0);
}

/** A file that does not tell its bucket may have rows of every one. */
export function overlapsPart(name: string, bucket: { readonly bucket: number; readonly buckets: number }): boolean {
  const part = partOf(name);
  return part === undefined || overlaps(part, bucket);
}
