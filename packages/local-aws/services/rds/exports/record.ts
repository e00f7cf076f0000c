import type { ExportTask } from '@aws-sdk/client-rds';
import type { ExportLayout, SourceSpec } from '../../../databases';

export type ExportStatus = 'STARTING' | 'IN_PROGRESS' | 'COMPLETE' | 'CANCELING' | 'CANCELED' | 'FAILED';
export const isOver = (status: ExportStatus): boolean => ['COMPLETE', 'CANCELED', 'FAILED'].includes(status);

/** An export task as it is kept. Times are milliseconds since the epoch. */
export interface ExportRecord {
  readonly id: string;
  readonly sourceArn: string;
  readonly sourceType: 'SNAPSHOT' | 'CLUSTER';
  readonly exportOnly: readonly string[];
  readonly snapshotTime?: number;
  readonly bucket: string;
  readonly prefix?: string;
  readonly roleArn: string;
  readonly keyId: string;
  readonly status: ExportStatus;
  readonly startedAt: number;
  /** STARTING until then. */
  readonly runsAt: number;
  readonly endsAt: number;
  readonly endedAt?: number;
  /** Bytes of the frozen tables that are exported. */
  readonly bytes: number;
  /** Where it stopped; 100 when complete. */
  readonly percent?: number;
  readonly failureCause?: string;
  readonly warningMessage?: string;
  /** What is read; absent for somebody else's task, which only uses a slot. */
  readonly reads?: {
    /** Owner of the frozen data: the snapshot's ARN, or the task itself for a live cluster. */
    readonly owner: string;
    readonly sourceId: string;
    readonly engine: SourceSpec['engine'];
    readonly layout: ExportLayout;
  };
  /** Decided when the data is read. */
  readonly fate?: 'FAILED' | 'TABLE_SKIPPED';
}

const GB = 1024 ** 3;

/** Whole percents; 100 is kept for COMPLETE. */
export function percentOf({ status, percent, runsAt, endsAt }: ExportRecord, now: number): number {
  if (percent !== undefined) return percent;
  if (status !== 'IN_PROGRESS') return 0;
  return Math.max(0, Math.min(99, Math.floor((100 * (now - runsAt)) / Math.max(1, endsAt - runsAt))));
}

/** As StartExportTask, CancelExportTask and DescribeExportTasks answer. */
export function asExportTask(record: ExportRecord, now: number): ExportTask {
  const percent = percentOf(record, now);
  return {
    ExportTaskIdentifier: record.id,
    SourceArn: record.sourceArn,
    SourceType: record.sourceType,
    ExportOnly: record.exportOnly.length === 0 ? undefined : [...record.exportOnly],
    SnapshotTime: dateOf(record.snapshotTime),
    TaskStartTime: new Date(record.startedAt),
    TaskEndTime: dateOf(record.endedAt),
    S3Bucket: record.bucket,
    S3Prefix: record.prefix,
    IamRoleArn: record.roleArn,
    KmsKeyId: record.keyId,
    Status: record.status,
    PercentProgress: percent,
    TotalExtractedDataInGB: Math.floor((record.bytes * percent) / 100 / GB),
    FailureCause: record.failureCause,
    WarningMessage: record.warningMessage,
  };
}

const dateOf = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time));
