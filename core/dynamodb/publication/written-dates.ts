import type { PartitionColumn } from '../publishing/partition-columns';

/** What write-partition tells of one bucket of a date. */
export interface WrittenBucket {
  readonly glueTable: string;
  readonly date: string;
  readonly target: string;
  readonly buckets: number;
  readonly file?: string;
  readonly hidden?: string;
  readonly rows: number;
  readonly bytes: number;
  readonly columns: readonly PartitionColumn[];
  readonly isChanged: boolean;
}

/** A new folder of a date, all its buckets together. */
export interface WrittenDate {
  readonly glueTable: string;
  readonly date: string;
  /** The folder, with a trailing slash. */
  readonly target: string;
  readonly buckets: number;
  readonly files: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Whether a reader would see something else than before. */
  readonly isChanged: boolean;
}

/** In the order of tables and dates. */
export function writtenDates(written: readonly WrittenBucket[]): WrittenDate[] {
  const dates = new Map<string, WrittenDate>();
  for (const { glueTable, date, target, buckets, file, hidden, rows, bytes, isChanged } of written) {
    const known = dates.get(target);
    dates.set(target, {
      ...{ glueTable, date, target, buckets },
      files: [...(known?.files ?? []), ...[file, hidden].filter((name) => name !== undefined)].sort(),
      rows: (known?.rows ?? 0) + rows,
      bytes: (known?.bytes ?? 0) + bytes,
      isChanged: (known?.isChanged ?? false) || isChanged,
    });
  }
  return [...dates.values()].sort((a, b) => (a.target < b.target ? -1 : 1));
}
