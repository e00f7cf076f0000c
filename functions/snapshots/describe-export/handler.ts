import type { RDSClient } from '@aws-sdk/client-rds';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { manifestKey } from '../../../core/publishing/manifests';
import { cutWarning, WARNING_FILE } from '../../../core/snapshots/layout';
import { SNAPSHOTS_EVENT } from '../../../core/snapshots/names';
import { waitForExport } from '../../../core/snapshots/slots';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import { findTask, statusOf } from '../export-task';
import type { DescribeExportInput, DescribeExportResult } from '../payloads';

export interface DescribeExportEffects {
  readonly rds: Pick<RDSClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** Gets what RDS says of an export where that is long. */
  readonly workBucket: string;
}

/** Looks at an export and says when to look again. What it returns is small, however much RDS has to say. */
export function createHandler(effects: DescribeExportEffects) {
  const [rds, s3] = [classifying(effects.rds), classifying(effects.s3)];
  const { now, log, workBucket } = effects;
  return async ({
    export: exported,
    startedAt,
    expectedSeconds,
  }: DescribeExportInput): Promise<DescribeExportResult> => {
    const { exportTaskId } = exported;
    const task = await findTask(rds, exportTaskId);
    const elapsedSeconds = Math.max(now() - Date.parse(startedAt), 0) / 1000;
    const said = task?.WarningMessage ?? '';
    const warning = cutWarning(said);
    if (warning !== said) {
      const Key = manifestKey(exportTaskId, WARNING_FILE);
      await s3.send(new PutObjectCommand({ Bucket: workBucket, Key, Body: said, ContentType: 'application/json' }));
      log.warn('warning cut', { event: SNAPSHOTS_EVENT.warningCut, exportTaskId, bytes: said.length, key: Key });
    }
    return {
      status: task === undefined ? 'MISSING' : statusOf(task),
      endedAt: (task?.TaskEndTime ?? new Date(now())).toISOString(),
      sizeGb: task?.TotalExtractedDataInGB ?? 0,
      warning,
      waitSeconds: waitForExport({ elapsedSeconds, expectedSeconds, percentProgress: task?.PercentProgress ?? 0 }),
    };
  };
}
