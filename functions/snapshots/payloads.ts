import type { Completeness } from '../../core/publishing/completeness';
import type { SnapshotEvent, SnapshotRequest, TriggerVerdict } from '../../core/snapshots/events';
import type { CommittedDatabase, DatabaseRef, ManifestBatch, PlanPlaces } from '../publishing/payloads';
import type { ExecutionContext } from '../shared/execution';

/**
 * What travels through the machines `export-snapshot` and `publish-export`. What publishing shares is in
 * `functions/publishing/payloads.ts`.
 */

/** Input of `export-snapshot`: the EventBridge event as it came, or a request of the schedule or the command line. */
export type ExportTrigger = SnapshotEvent | SnapshotRequest;

export interface StartExportInput {
  readonly trigger: ExportTrigger;
  readonly execution: ExecutionContext;
}

/** What `start-export` returns; the machine's next Choice is on `outcome`. */
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
 * The trigger's own, and: `DUPLICATE`: another execution has this snapshot. `SUPERSEDED`: a newer snapshot of the same
 * date went first.
 */
export type IgnoredReason = Extract<TriggerVerdict, { verdict: 'IGNORED' }>['reason'] | 'DUPLICATE' | 'SUPERSEDED';

/** One export, as the rest of the main machine and the publish machine know it. */
export interface ExportRef {
  readonly exportTaskId: string;
  /** Configured source: DBClusterIdentifier or DBInstanceIdentifier. */
  readonly sourceId: string;
  /** Snapshot or cluster ARN given to StartExportTask. */
  readonly sourceArn: string;
  /** When the data was frozen: the snapshot's own time. Decides the partition. */
  readonly snapshotTime: string;
  /** `YYYY-MM-DD` of `snapshotTime` in the configured time zone: the partition value. */
  readonly date: string;
  /** Raw export bucket and S3Prefix; the files are below `<prefix>/<exportTaskId>/`. */
  readonly bucket: string;
  readonly prefix: string;
}

export interface DescribeExportInput {
  readonly export: ExportRef;
  /** When StartExportTask was called. */
  readonly startedAt: string;
  /** What earlier exports of this source took. */
  readonly expectedSeconds: number;
}

/** What `describe-export` returns; the machine's next Choice is on `status`. */
export interface DescribeExportResult {
  /** RDS's, upper case; `MISSING`: RDS does not know the task. */
  readonly status: string;
  /** ISO-8601; of a task that runs, now. */
  readonly endedAt: string;
  readonly sizeGb: number;
  /** RDS's WarningMessage, cut to a few kilobytes; '' when it said nothing. */
  readonly warning: string;
  /** Until the next look, if it still runs. */
  readonly waitSeconds: number;
}

/** Input of the machine `publish-export`. */
export interface PublishExportInput {
  readonly export: ExportRef;
}

export interface PlanCopyInput extends PublishExportInput {
  readonly execution: ExecutionContext;
}

export interface CopyBatchInput extends PublishExportInput, ManifestBatch {
  readonly sourceBucket: string;
}

export interface CommitPartitionsInput extends PlanCopyInput, Pick<PlanPlaces, 'manifest' | 'completeness'> {
  readonly databases: readonly DatabaseRef[];
  /** Where the Map wrote what became of the batches, as Step Functions names it. Null: there were none. */
  readonly copied: { readonly Bucket: string; readonly Key: string } | null;
}

/** What the Map writes of a batch that could not be copied: a state's error and cause. */
export interface BatchNotCopied {
  readonly databaseFolder: string;
  readonly error: string;
  readonly cause: string;
}

/** What a publication's databases are judged by, after its commit. */
export interface JudgeDatabasesInput extends PlanCopyInput {
  readonly databases: readonly CommittedDatabase[];
}

/** What `judge-databases` returns; the machine's next Choice is on `outcome`. */
export type JudgeDatabasesResult =
  | { readonly outcome: 'TO_COPY' }
  | { readonly outcome: 'TO_CATALOG'; readonly databases: readonly CommittedDatabase[] }
  | { readonly outcome: 'CATALOGED' };

/** Expected, exported and published, table by table: JSON on S3, for people and for the commit. */
export interface CompletenessReport extends Completeness {
  readonly exportTaskId: string;
  readonly date: string;
}
