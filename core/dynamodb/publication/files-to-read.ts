import type { PublicationEnd } from '../../ledger/dynamodb';
import { type LandingFile, landingWeight } from '../publishing/batches';
import { bucketsFor } from '../publishing/buckets';

/** A file below the landing folder. */
export interface LandedFile extends Pick<LandingFile, 'key' | 'size'> {
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** S3's LastModified may be the moment at which an upload began, so a file may come to be seen later than it says. */
const MARGIN_MS = 3600 * 1000;

/**
 * Whether a file has rows that are not published yet, and which. Reading too much is harmless, because merging is
 * idempotent. A table that was not published before, or with other types, has rows in every file. `tables` are marks.
 */
export function fileToRead(
  { key, size, lastModified }: LandedFile,
  tables: readonly string[],
  last: PublicationEnd | undefined,
): LandingFile | undefined {
  if (last === undefined || tables.some((table) => !last.tables.includes(table))) return { key, size };
  if (lastModified > Date.parse(last.listedAt) - MARGIN_MS) return { key, size };
  const date = folderDate(key);
  return date !== undefined && date < last.through ? undefined : { key, size, after: last.through };
}

/**
 * The date of a file's folder: of arrival, of the change, or of an export's end. Firehose goes by the arrival of a
 * file's oldest record, so a file that was filled at midnight has rows of the date after, and of no later one.
 */
export const folderDate = (key: string): string | undefined => /\/date=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1];

/** Buckets for the rows of a date: by the folder of a date with the most. */
export function bucketsOfFiles(files: readonly LandingFile[]): number {
  const weights = new Map<string, number>();
  for (const file of files) {
    const date = folderDate(file.key) ?? '';
    weights.set(date, (weights.get(date) ?? 0) + landingWeight(file));
  }
  return bucketsFor(Math.max(0, ...weights.values()));
}
