/**
 * Rows of a table and date are divided by a hash of their keys, so that functions with bounded memory merge them side
 * by side. Their number is a power of two: rows that were divided by another number need no new division, since a
 * bucket of the smaller number holds whole buckets of the larger one.
 */
export interface Bucket {
  /** From 0. */
  readonly bucket: number;
  /** A power of two, at most {@link MOST_BUCKETS}. */
  readonly buckets: number;
}

/** Names and hashes have room for so many: of 256 MiB each they hold 256 GiB of a table and date. */
export const MOST_BUCKETS = 1024;

/** Bytes of JSON Lines that are merged at once; bench/README.md has time and memory of it. */
export const BUCKET_BYTES = 256 * 1024 ** 2;

/** How many buckets hold so many bytes of JSON Lines (`landingWeight` estimates them for a file). */
export function bucketsFor(bytes: number): number {
  const least = Math.ceil(bytes / BUCKET_BYTES);
  return Math.min(MOST_BUCKETS, 2 ** Math.ceil(Math.log2(Math.max(1, least))));
}

/** Whether rows of one may belong to the other, whichever has more buckets. */
export function overlaps(one: Bucket, other: Bucket): boolean {
  const common = Math.min(one.buckets, other.buckets);
  return one.bucket % common === other.bucket % common;
}

const digits = (number: number): string => String(number).padStart(4, '0');

/** Below it lie the pieces of all tables of a publication, and nothing else. */
export const piecesRoot = (folder: string): string => `${folder}/pieces/`;

/** The folder of pieces of one table and date. */
export const piecesFolder = (folder: string, glueTable: string, date: string): string =>
  `${piecesRoot(folder)}${glueTable}/${date}/`;

/** Where a piece of a batch stands. A batch that unpacks to much has several for a bucket. */
export interface Piece extends Bucket {
  readonly batch: number;
  readonly part: number;
}

/** `0001-of-0004-000012-000.parquet` */
export const pieceName = ({ bucket, buckets, batch, part }: Piece): string =>
  `${digits(bucket)}-of-${digits(buckets)}-${String(batch).padStart(6, '0')}-${String(part).padStart(3, '0')}.parquet`;

const PIECE = /(?:^|\/)(\d{4})-of-(\d{4})-(\d+)-(\d+)\.parquet$/;

/** Of a key or name; `undefined` for what is no piece. */
export function pieceOf(key: string): Piece | undefined {
  const [bucket, buckets, batch, part] = PIECE.exec(key)?.slice(1).map(Number) ?? [];
  return part === undefined ? undefined : { bucket: bucket!, buckets: buckets!, batch: batch!, part };
}

/** The file of a bucket in a partition's folder: `part-0001-of-0004.parquet`. */
export const partName = ({ bucket, buckets }: Bucket): string => `part-${digits(bucket)}-of-${digits(buckets)}.parquet`;

/**
 * Rows of a bucket that are no items and that a later state needs: deletions, so that a late row does not bring an item
 * back, and changes of the same version. Athena, Hive and Spark do not read files whose names begin with `_`.
 */
export const hiddenPartName = ({ bucket, buckets }: Bucket): string =>
  `_hidden-${digits(bucket)}-of-${digits(buckets)}.parquet`;

const PART = /(?:^|\/)(?:part|_hidden)-(\d{4})-of-(\d{4})\.parquet$/;

/** Of a key or name of either; `undefined` for what is no such file. */
export function partOf(key: string): Bucket | undefined {
  const [bucket, buckets] = PART.exec(key)?.slice(1).map(Number) ?? [];
  return buckets === undefined ? undefined : { bucket: bucket!, buckets };
}
