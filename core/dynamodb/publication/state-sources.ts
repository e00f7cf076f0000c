import type { PublicationItem, PublishedDate } from '../../ledger/dynamodb';
import { type Bucket, bucketsFor, overlaps } from '../publishing/buckets';
import type { PublishedTable } from '../publishing/published-table';
import { overlapsPart, type StandingPiece, UNPACKED } from './date-folders';
import { stateMark } from './table-mark';

/** What a daily state goes on from. */
export interface StateSources {
  /** The state that was published last, or every date of the history. */
  readonly dates: readonly PublishedDate[];
  /** Whether it is the state of the date that is published. */
  readonly isSameDate: boolean;
}

const DAY_MS = 24 * 3600 * 1000;

/**
 * The date of the state that was published last. Undefined where there is none, where the table has other keys since,
 * or where its files may expire before they are read: then the state begins anew from the history, which never expires.
 */
export function stateBefore(
  table: Pick<PublishedTable, 'glueTable' | 'keys'>,
  last: PublicationItem | undefined,
  { listedAt, expireAfterDays }: { readonly listedAt: string; readonly expireAfterDays?: number },
): string | undefined {
  if (last?.listedAt === undefined || last.tables?.includes(stateMark(table)) !== true) return undefined;
  const ageMs = Date.parse(listedAt) - Date.parse(last.listedAt);
  return expireAfterDays !== undefined && ageMs >= (expireAfterDays - 1) * DAY_MS ? undefined : last.through;
}

export const bucketsOfState = ({ dates }: StateSources, pieces: readonly StandingPiece[]): number => {
  const bytes = [...dates.map((each) => each.bytes), ...pieces.map(({ size }) => size)].reduce((sum, n) => sum + n, 0);
  return Math.max(bucketsFor(bytes * UNPACKED), ...[...dates, ...pieces].map(({ buckets }) => buckets));
};

/** The files that may have rows of a bucket. */
export function inputsOfBucket(
  bucket: Bucket,
  { dates }: StateSources,
  pieces: readonly StandingPiece[],
  { pieceFolder, hasOtherKeys }: { readonly pieceFolder: string; readonly hasOtherKeys: boolean },
) {
  return {
    existing: dates.flatMap(({ folder, files, bytes }) =>
      files
        .filter((name) => hasOtherKeys || overlapsPart(name, bucket))
        .map((name) => ({ key: `${folder}${name}`, bytes: Math.ceil(bytes / files.length) })),
    ),
    pieces: pieces
      .filter((piece) => overlaps(piece, bucket))
      .map(({ name, size }) => ({ key: `${pieceFolder}${name}`, bytes: size })),
  };
}
