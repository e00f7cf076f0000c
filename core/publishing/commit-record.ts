import type { CommitRecord } from '../ledger/partitions';
import { type Completeness, countSkipped } from './completeness';

/** What a commit found of one database's planned files in the lake, and removed of others. */
export interface CommitTally {
  readonly files: number;
  readonly bytes: number;
  readonly removed: number;
  /** Milliseconds since the epoch; 0 without files. */
  readonly newest: number;
}

/**
 * When a database was whole in the lake. When nothing has changed since this publication committed it, the moment
 * stays: a crawl since then has seen all of it. `now` in milliseconds since the epoch.
 */
export function commitMoment({ removed, newest }: CommitTally, held: string | undefined, now: number): string {
  const isUnchanged = held !== undefined && removed === 0 && newest <= Date.parse(held);
  return isUnchanged ? held : new Date(now).toISOString();
}

/** One database that is whole in the lake. */
export interface WholeDatabase extends CommitTally {
  readonly dataReadyAt: string;
}

/** What stands in the lake of the databases that are whole there, by their names in Glue. */
export function commitRecord(
  whole: ReadonlyMap<string, WholeDatabase>,
  { tables }: Pick<Completeness, 'tables'>,
  now: number,
): CommitRecord {
  const all = [...whole.values()];
  const latest = all
    .map(({ dataReadyAt }) => dataReadyAt)
    .sort()
    .at(-1);
  return {
    committedAt: latest ?? new Date(now).toISOString(),
    tables: tables.filter(({ status, glueDatabase }) => status === 'EXPORTED' && whole.has(glueDatabase)).length,
    files: all.reduce((sum, { files }) => sum + files, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    skippedTables: countSkipped(tables),
  };
}
