import type { CommitRecord, PartitionItem } from '../ledger/partitions';
import { type Completeness, countSkipped } from './completeness';

/** What a commit found of the plan's files in the lake, and removed of others. */
export interface CommitTally {
  readonly files: number;
  readonly bytes: number;
  readonly removed: number;
  /** Milliseconds since the epoch; 0 without files. */
  readonly newest: number;
}

/**
 * When nothing has changed since this publication was committed, the moment stays: a crawl since then has seen all of
 * it.
 */
export function commitRecord(
  { files, bytes, removed, newest }: CommitTally,
  { tables }: Pick<Completeness, 'tables'>,
  held: Pick<PartitionItem, 'committedAt'>,
  now: number,
): CommitRecord {
  const { committedAt } = held;
  const isUnchanged = committedAt !== undefined && removed === 0 && newest <= Date.parse(committedAt);
  return {
    committedAt: isUnchanged ? committedAt : new Date(now).toISOString(),
    tables: tables.filter(({ status }) => status === 'EXPORTED').length,
    files,
    bytes,
    skippedTables: countSkipped(tables),
  };
}
