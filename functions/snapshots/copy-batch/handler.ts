import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { PUBLISHING_EVENT, PUBLISHING_METRIC } from '../../../core/publishing/names';
import { claimOfExport } from '../../../core/snapshots/feed';
import { copyRange } from '../../publishing/copy/copy-range';
import { refuseFailures } from '../../publishing/copy/refuse-failures';
import type { CopyBatchResult } from '../../publishing/payloads';
import type { Log, RecordMetric } from '../../shared/log';
import { LeanS3, PacedS3, type PacedS3Options } from '../../shared/s3-lean';
import { classifying } from '../../shared/service-errors';
import type { CopyBatchInput } from '../payloads';
import { PLANNER } from '../planner';
import { COPY_REMEDIES } from './remedies';

export interface CopyBatchEffects {
  /** Its configuration gives region, credentials and endpoint of the copies as well. */
  readonly s3: Pick<S3Client, 'send' | 'config'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly log: Log;
  readonly metric: RecordMetric;
  readonly ledgerTable: string;
  readonly lakeBucket: string;
  /** How S3 is asked again. @default as PacedS3 does */
  readonly pace?: PacedS3Options;
}

/** No copy is begun later than this: one of 5 GB must still end within the function's 15 minutes. */
const BUDGET_MS = 11 * 60_000;

/**
 * Copies one batch of the manifest inside S3, skipping what is there. Throws `CopyUnfinishedError`, which the machine
 * retries, `CopyFailedError`, which it does not, and `ManifestChangedError`.
 */
export function createHandler({ s3, dynamodb, log, metric, ledgerTable, lakeBucket, pace }: CopyBatchEffects) {
  const lean = new LeanS3(s3);
  const sdk = classifying(s3);
  const ledger = { dynamodb: classifying(dynamodb), tableName: ledgerTable };
  return async (input: CopyBatchInput): Promise<CopyBatchResult> => {
    const { start } = input.batch;
    const paced = new PacedS3(lean, { budgetMs: BUDGET_MS, ...pace });
    const range = { ...input, claim: claimOfExport(input.export), planner: PLANNER };
    const copy = await copyRange({ s3: sdk, paced, ledger, lakeBucket }, range);
    if (copy.outcome === 'SUPERSEDED') {
      log.info('batch superseded', { event: PUBLISHING_EVENT.batchSuperseded, start, holder: copy.holder });
      return { copied: 0, unchanged: 0, bytes: 0, superseded: true };
    }
    const { copied, unchanged, bytes, failed } = copy;
    log.info('batch copied', { event: PUBLISHING_EVENT.batchCopied, start, copied, unchanged, bytes, failed });
    metric(PUBLISHING_METRIC.filesCopied, 'Count', copied);
    metric(PUBLISHING_METRIC.bytesCopied, 'Bytes', bytes);
    refuseFailures(copy, copied + unchanged, COPY_REMEDIES);
    return { copied, unchanged, bytes };
  };
}
