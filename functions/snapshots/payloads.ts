/**
 * What travels through the state machines: one file, so that a machine's data can be read in one place.
 * A step takes a `Pick` of these. Times are ISO-8601 strings in UTC. Lists never travel, only pointers to S3 (256 KiB limit).
 */

/** Put beside the payload by every state, from the context object: what a redrive changes. */
export interface ExecutionContext {
  readonly executionArn: string;
  /** `$states.context.Execution.StartTime` */
  readonly startedAt: string;
  /** 0 before any redrive. */
  readonly redriveCount: number;
  /** Only after a redrive. */
  readonly redrivenAt?: string;
}

/** An S3 object, by bucket and key. */
export interface S3Pointer {
  readonly bucket: string;
  readonly key: string;
}

// ---- export-snapshot ------------------------------------------------------------------------------------------------

/** Input of the machine `export-snapshot`: the EventBridge event as it came, or a request of the schedule or the command line. */
export type ExportTrigger = SnapshotCreatedEvent | ExportRequest;

export interface SnapshotCreatedEvent {
  readonly source: 'aws.rds';
  readonly 'detail-type': 'RDS DB Cluster Snapshot Event' | 'RDS DB Snapshot Event';
  readonly detail: {
    readonly SourceArn: string;
    readonly SourceIdentifier: string;
    readonly SourceType: 'CLUSTER_SNAPSHOT' | 'SNAPSHOT';
    readonly EventID: string;
    readonly Message?: string;
    readonly Date?: string;
  };
}

/** `sourceArn` is a snapshot (export it, again if `rerun`) or, from the schedule, an Aurora cluster (export it live). */
export interface ExportRequest {
  readonly source: 'lakeferry';
  readonly sourceArn: string;
  /** Schedule only: the planned time (`<aws.scheduler.scheduled-time>`), so that a repeated delivery is the same request. */
  readonly scheduledTime?: string;
  /** Export even though the ledger says that this snapshot was published. */
  readonly rerun?: boolean;
}

export interface StartExportInput {
  readonly trigger: ExportTrigger;
  readonly execution: ExecutionContext;
}

/** What `start-export` answers; the machine's next Choice is on `outcome`. */
export type StartExportResult =
  | {
      readonly outcome: 'STARTED';
      readonly export: ExportRef;
      /** When StartExportTask was called: the machine's waits follow the export's age. */
      readonly startedAt: string;
      /** What earlier exports of this source took. */
      readonly expectedSeconds: number;
      /** Until the first look. */
      readonly waitSeconds: number;
    }
  | { readonly outcome: 'NO_SLOT'; readonly rank: number; readonly waiting: number; readonly waitSeconds: number }
  | { readonly outcome: 'IGNORED'; readonly reason: IgnoredReason; readonly message: string };

/**
 * `UNKNOWN_SOURCE`: no configured database (a look-alike too). `NOT_A_CREATED_EVENT`: another event of a snapshot.
 * `KIND_NOT_CONFIGURED`: automated, manual or AWS Backup is not among the source's triggers.
 * `DUPLICATE`: another execution has this snapshot. `SUPERSEDED`: a newer snapshot of the same date went first.
 */
export type IgnoredReason =
  | 'UNKNOWN_SOURCE'
  | 'NOT_A_CREATED_EVENT'
  | 'KIND_NOT_CONFIGURED'
  | 'DUPLICATE'
  | 'SUPERSEDED';

/** One export, as the rest of the main machine and the publish machine know it. */
export interface ExportRef {
  readonly exportTaskId: string;
  /** Configured source: DBClusterIdentifier or DBInstanceIdentifier. */
  readonly sourceId: string;
  /** Snapshot or cluster ARN given to StartExportTask. */
  readonly sourceArn: string;
  /** When the data was frozen: the snapshot's own time. Decides the partition. */
  readonly snapshotTime: string;
  /** `YYYY-MM-DD` of `snapshotTime` in UTC: the partition value. */
  readonly date: string;
  /** Raw export bucket and S3Prefix; the files are below `<prefix>/<exportTaskId>/`. */
  readonly bucket: string;
  readonly prefix: string;
}

// ---- publish-export -------------------------------------------------------------------------------------------------

/** Input of the machine `publish-export`. */
export interface PublishExportInput {
  readonly export: ExportRef;
}

export interface PlanCopyInput {
  readonly export: ExportRef;
  readonly execution: ExecutionContext;
}

/** What `plan-copy` answers. */
export type PlanCopyResult =
  | {
      readonly outcome: 'PLANNED';
      /** JSON Lines, one {@link CopyBatch} a line: the ItemReader of `CopyFiles`. */
      readonly batches: S3Pointer;
      /** JSON Lines, one {@link CopyItem} a line, in key order. */
      readonly manifest: S3Pointer;
      /** {@link CompletenessReport}. */
      readonly completeness: S3Pointer;
      readonly files: number;
      readonly bytes: number;
      readonly skippedTables: number;
      /** Glue databases with at least one table of this export. */
      readonly databases: readonly DatabaseRef[];
    }
  | { readonly outcome: 'SUPERSEDED'; readonly message: string };

export interface DatabaseRef {
  /** As in the source. */
  readonly database: string;
  readonly glueDatabase: string;
  readonly crawler: string;
}

/** One file to copy. Destination is the lake bucket. */
export interface CopyItem {
  readonly sourceKey: string;
  readonly destinationKey: string;
  /** Bytes. */
  readonly size: number;
  /** As S3 lists it, with quotes. */
  readonly etag: string;
}

/** A range of lines of the manifest, small enough for one invocation. */
export interface CopyBatch {
  /** Byte range in the manifest object: first byte, and the byte after the last. */
  readonly start: number;
  readonly end: number;
  readonly files: number;
  readonly bytes: number;
}

export interface CopyBatchInput {
  /** Nothing is copied once another export holds its partition. */
  readonly export: ExportRef;
  readonly sourceBucket: string;
  readonly manifest: S3Pointer;
  readonly batch: CopyBatch;
}

export interface CopyBatchResult {
  readonly copied: number;
  /** There already, same size and content. */
  readonly unchanged: number;
  readonly bytes: number;
  /** Another export holds the partition: nothing was looked at. */
  readonly superseded?: true;
}

export interface CommitPartitionsInput {
  readonly export: ExportRef;
  readonly manifest: S3Pointer;
  readonly completeness: S3Pointer;
  readonly execution: ExecutionContext;
}

export type CommitPartitionsResult =
  | {
      readonly outcome: 'COMMITTED';
      readonly tables: number;
      readonly files: number;
      readonly bytes: number;
      /** Files of an earlier run of the same date that were removed. */
      readonly removed: number;
      /** When the partitions were complete: a crawl that began later has seen them. */
      readonly committedAt: string;
    }
  | { readonly outcome: 'SUPERSEDED'; readonly message: string };

/** Expected, exported and published, table by table; JSON on S3 and, as counts, in the ledger. */
export interface CompletenessReport {
  readonly exportTaskId: string;
  readonly date: string;
  readonly tables: readonly TableReport[];
  /** Of the export as a whole: entries without a table. */
  readonly warnings: readonly string[];
}

export interface TableReport {
  /** As in the source. */
  readonly database: string;
  readonly schema?: string;
  readonly table: string;
  readonly glueDatabase: string;
  readonly glueTable: string;
  readonly status: 'EXPORTED' | 'EMPTY' | 'SKIPPED';
  /** Why it was skipped: RDS's own word where it gives one, else `NOT_CONFIGURED`. */
  readonly reason?: string;
  readonly files: number;
  readonly bytes: number;
}

// ---- catalog-tables -------------------------------------------------------------------------------------------------

/** Input of the machine `catalog-tables`: nested in every branch. */
export interface CatalogTablesInput {
  readonly glueDatabase: string;
  readonly crawler: string;
  /** A crawl that began earlier has not seen the data. */
  readonly dataReadyAt: string;
}

export interface CrawlTablesInput {
  readonly crawler: string;
  readonly dataReadyAt: string;
  readonly execution: ExecutionContext;
}

/** What `crawl-tables` answers. A failed crawl of ours is thrown as `CrawlFailedError`. */
export type CrawlTablesResult =
  | { readonly outcome: 'CRAWLED'; readonly crawlStartedAt: string }
  | { readonly outcome: 'CRAWLING'; readonly waitSeconds: number }
  /** Somebody else's crawl runs: it may have listed before our files came, so ours follows. */
  | { readonly outcome: 'BUSY'; readonly waitSeconds: number };

export interface ApplyGovernanceInput {
  readonly glueDatabase: string;
}

export interface ApplyGovernanceResult {
  /** Tags, filters and grants that were made, changed or taken away; 0 when all was as it should be. */
  readonly changes: number;
  readonly tables: number;
  /** New and retyped columns that stay hidden until the policy says something about them; the log names them. */
  readonly toClassify: number;
}
