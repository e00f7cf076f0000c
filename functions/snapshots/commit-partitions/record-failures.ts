import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import {
  type DatabaseResult,
  databaseResultKey,
  expiryOfResult,
  NOT_COMMITTED,
} from '../../../core/ledger/publications';
import { putItem } from '../../shared/ledger/put';
import type { LedgerTable } from '../../shared/ledger/table';
import type { CommitPartitionsInput } from '../payloads';
import { placeOfExport } from '../place-of-export';
import { readNotCopied } from './read-not-copied';

export interface FailureRecorder {
  readonly s3: Pick<S3Client, 'send'>;
  readonly ledger: LedgerTable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly settings: Pick<Settings, 'environment' | 'lake'>;
}

/**
 * Writes a result for each database that is not whole in the lake: what its copy failed by, else what the commit found.
 * Run again, it writes the same.
 */
export async function recordFailures(
  recorder: FailureRecorder,
  input: CommitPartitionsInput,
  failures: ReadonlyMap<string, Error>,
): Promise<void> {
  if (failures.size === 0) return;
  const { ledger, now, s3, settings } = recorder;
  const { executionArn, redriveCount } = input.execution;
  const notCopied = await readNotCopied(s3, input.copied);
  for (const { database, glueDatabase } of input.databases) {
    const found = failures.get(glueDatabase);
    if (found === undefined) continue;
    const copy = notCopied.get(placeOfExport(settings, input.export, database).databaseFolder);
    const result: DatabaseResult = {
      glueDatabase,
      status: 'FAILED',
      error: copy?.error ?? found.name,
      cause: copy?.cause ?? found.message,
      dataReadyAt: NOT_COMMITTED,
      executionArn,
      redriveCount,
      expiresAt: expiryOfResult(now()),
    };
    await putItem(ledger, databaseResultKey(input.export.exportTaskId, glueDatabase), result);
  }
}
