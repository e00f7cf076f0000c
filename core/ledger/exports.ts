import type { LedgerKey } from './key';

/** What the snapshots branch keeps in the ledger: exports, the line of those that wait, and the slots taken. */

/** Two snapshots of one source with one time hold the same data: a backup and its copy are one export. */
export const exportKey = (sourceId: string, snapshotTime: string): LedgerKey => ({
  pk: `SOURCE#${sourceId}`,
  sk: `EXPORT#${snapshotTime}`,
});

export const queueKey = (sourceId: string, snapshotTime: string): LedgerKey => ({
  pk: 'QUEUE',
  sk: `${sourceId}#${snapshotTime}`,
});

export const SLOTS_KEY: LedgerKey = { pk: 'SLOTS', sk: 'SLOTS' };

/** By execution, not by ARN: a manual snapshot's name may be used again for another snapshot. */
export const resolutionKey = (executionArn: string): LedgerKey => ({ pk: `EXECUTION#${executionArn}`, sk: 'SNAPSHOT' });

/**
 * `WAITING` for a slot; `STARTING`: a slot is claimed, RDS has not answered yet; `EXPORTING`; `EXPORTED`: the files are
 * in the raw bucket; `PUBLISHED`: they are in the lake; `FAILED`: attempts are spent (a redrive grants more);
 * `SUPERSEDED` by a newer one of its date; `GONE`: the snapshot was deleted before its turn.
 */
export type ExportStatus =
  | 'WAITING'
  | 'STARTING'
  | 'EXPORTING'
  | 'EXPORTED'
  | 'PUBLISHED'
  | 'FAILED'
  | 'SUPERSEDED'
  | 'GONE';

/** A newer export in one of these states has gone first: an older snapshot of its date is not exported any more. */
export const WENT_FIRST: ReadonlySet<ExportStatus> = new Set(['STARTING', 'EXPORTING', 'EXPORTED', 'PUBLISHED']);

/** One export of one snapshot. Written by `start-export`; the machine adds what is marked so. */
export interface ExportItem {
  readonly sourceId: string;
  /** Given to StartExportTask: a snapshot, or the cluster itself. */
  readonly sourceArn: string;
  readonly snapshotTime: string;
  readonly status: ExportStatus;
  /** Who has this snapshot. Another execution is a duplicate, unless an operator's rerun takes over. */
  readonly executionArn: string;
  readonly ownerStartedAt: string;
  /** When the owner's `start-export` ran last. */
  readonly lastSeenAt: string;
  readonly requestedAt: string;
  /** Highest redrive count that was granted attempts. */
  readonly redriveCount: number;
  /** Task ids used so far; those beyond `attemptBase` count against `exports.attempts`. */
  readonly attempts: number;
  readonly attemptBase: number;
  /** Seconds that the export is expected to hold its slot. */
  readonly expectedSeconds: number;
  readonly taskId?: string;
  /** When StartExportTask was called for `taskId`. */
  readonly startedAt?: string;
  /** Why the last task failed, in RDS's words. */
  readonly failureCause?: string;
  /** Machine: when the task was COMPLETE. */
  readonly exportedAt?: string;
  /** Machine: gigabytes, rounded down by RDS. */
  readonly sizeGb?: number;
  /** Machine: RDS's WarningMessage (skipped tables), a JSON text; '' without one. */
  readonly warning?: string;
  /** Machine: when publish-export was done. */
  readonly publishedAt?: string;
  /** Machine: tables that the export lacks. */
  readonly skippedTables?: number;
}

/** One snapshot in the waiting line. Times are milliseconds since the epoch, for they are compared and never shown. */
export interface QueueEntry {
  readonly sourceId: string;
  readonly snapshotTime: string;
  readonly executionArn: string;
  readonly enqueuedAt: number;
  readonly expectedSeconds: number;
  readonly priority: number;
  /** When its execution will look again. */
  readonly dueAt: number;
  /** It cannot start before (its snapshot is still being created), so nobody waits for it. 0 when it can. */
  readonly notBefore: number;
  /** How often it has looked. */
  readonly polls: number;
}

/** A slot taken by one of our executions: counts at once, when RDS does not list the task yet. */
export interface SlotClaim {
  readonly claimedAt: number;
  readonly sourceId: string;
  readonly expectedSeconds: number;
}

/**
 * All claims in one item, changed by compare-and-set on `version`: our own executions never exceed the limit together.
 */
export interface SlotsItem {
  readonly version: number;
  /** By export task id. */
  readonly claims: Readonly<Record<string, SlotClaim>>;
}

/** What a trigger was found to mean. */
export interface ResolvedSnapshot {
  readonly sourceId: string;
  readonly sourceArn: string;
  /** When the data was frozen; for an export from the live cluster, the planned time. */
  readonly snapshotTime: string;
}

/**
 * Kept, so that a queue of a thousand does not describe a thousand snapshots at every look. A redrive resolves anew.
 */
export interface Resolution extends ResolvedSnapshot {
  readonly redriveCount: number;
  /** Seconds since the epoch: DynamoDB's time to live. */
  readonly expiresAt: number;
}
