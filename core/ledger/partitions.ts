import type { LedgerKey } from './key';

/**
 * Who brings data: the branch and what it reads, as in `snapshots:orders`. One date of one feed has one holder; two
 * feeds never write the same tables.
 */
export type Feed = `${string}:${string}`;

export const partitionKey = (feed: Feed, date: string): LedgerKey => ({ pk: `PARTITION#${feed}`, sk: date });

/** One publication that wants a date of its feed. */
export interface PartitionClaim {
  readonly feed: Feed;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Names the publication, and stays the same when it runs again: the export's task id. */
  readonly holder: string;
  /** The moment whose data it brings. Nothing older takes the date from it. */
  readonly asOf: string;
}

/** What a commit adds to the claim. */
export interface CommitRecord {
  /** When the last of its databases was whole in the lake: a crawl that began later has seen it. */
  readonly committedAt: string;
  readonly tables: number;
  readonly files: number;
  /** Bytes. */
  readonly bytes: number;
  readonly skippedTables: number;
}

/** One date of one feed in the lake. `functions/publishing/claim` writes it. */
export interface PartitionItem extends PartitionClaim, Partial<CommitRecord> {
  readonly claimedAt: string;
}
