import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ExportItem, exportKey } from '../../../core/ledger/exports';
import { manifestKey } from '../../../core/publishing/manifests';
import { WARNING_FILE } from '../../../core/snapshots/layout';
import { getItem } from '../../shared/ledger/get';
import type { LedgerTable } from '../../shared/ledger/table';
import type { ExportRef } from '../payloads';

export interface WarningReader {
  readonly s3: Pick<S3Client, 'send'>;
  readonly ledger: LedgerTable;
  readonly workBucket: string;
}

/**
 * RDS's own words on what an export lacks; '' when it said nothing. The whole of a long one is in the work bucket, the
 * ledger has its beginning.
 */
export async function readWarning({ s3, ledger, workBucket }: WarningReader, exported: ExportRef): Promise<string> {
  const { sourceId, snapshotTime, exportTaskId } = exported;
  const item = await getItem<ExportItem>(ledger, exportKey(sourceId, snapshotTime));
  const warning = item?.warning ?? '';
  if (warning === '') return '';
  try {
    const Key = manifestKey(exportTaskId, WARNING_FILE);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: workBucket, Key }));
    return (await Body?.transformToString()) ?? warning;
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return warning;
    throw error;
  }
}
