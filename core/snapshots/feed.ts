import type { Feed, PartitionClaim } from '../ledger/partitions';

/** The feed of one source database. */
export const snapshotsFeed = (sourceId: string): Feed => `snapshots:${sourceId}`;

/** One export, as far as its claim on a date is concerned. */
export interface ClaimingExport {
  readonly sourceId: string;
  readonly date: string;
  readonly snapshotTime: string;
  readonly exportTaskId: string;
}

/** What an export claims in the lake: the date of its snapshot, unless a newer snapshot of that date holds it. */
export const claimOfExport = ({ sourceId, date, snapshotTime, exportTaskId }: ClaimingExport): PartitionClaim => ({
  feed: snapshotsFeed(sourceId),
  date,
  holder: exportTaskId,
  asOf: snapshotTime,
});
