import { createHash } from 'node:crypto';
import { DescribeExportCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ExportDamagedError } from '../../../core/dynamodb/load/errors';
import { waitForTableExport } from '../../../core/dynamodb/load/export-wait';
import { exportIdOf, resultsPrefix } from '../../../core/dynamodb/load/files';
import { parseFiles, parseSummary } from '../../../core/dynamodb/load/manifest';
import { LOAD_EVENT } from '../../../core/dynamodb/names';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { FollowTableExportInput, FollowTableExportResult } from '../load/payloads';

export interface FollowTableExportEffects {
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly exportsBucket: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** Looks at an export, says when to look again, and checks the manifests of one that is complete. */
export function createHandler(effects: FollowTableExportEffects) {
  const dynamodb = classifying(effects.dynamodb);
  const s3 = classifying(effects.s3);
  const { exportsBucket, now, log } = effects;
  const textOf = (key: string): Promise<string> => readText(s3, exportsBucket, key);
  return async ({ export: followed }: FollowTableExportInput): Promise<FollowTableExportResult> => {
    const { table, keys, exportArn, chosen, startedAt } = followed;
    const { ExportDescription } = await dynamodb.send(new DescribeExportCommand({ ExportArn: exportArn }));
    const { ExportStatus, ExportManifest = '', FailureCode = '', FailureMessage = '' } = ExportDescription ?? {};
    const status = ExportStatus ?? 'IN_PROGRESS';
    log.info('export judged', { event: LOAD_EVENT.exportJudged, table, exportArn, status, FailureCode });
    if (status === 'IN_PROGRESS')
      return { status, waitSeconds: waitForTableExport(Math.max(now() - Date.parse(startedAt), 0) / 1000) };
    if (status === 'FAILED')
      return { status, chosen, failures: followed.failures + 1, failure: `${FailureCode}: ${FailureMessage}` };
    const summary = parseSummary(await verified(textOf, ExportManifest), exportArn);
    parseFiles(await verified(textOf, summary.manifestFilesS3Key), summary);
    return {
      status: 'COMPLETED',
      load: {
        ...{ table, keys, exportArn, chosen, items: summary.itemCount },
        files: { bucket: exportsBucket, key: summary.manifestFilesS3Key },
      },
      results: { bucket: exportsBucket, key: resultsPrefix(exportIdOf(exportArn)) },
    };
  };
}

/** The text of a manifest, when it is what the file beside it says. */
async function verified(textOf: (key: string) => Promise<string>, key: string): Promise<string> {
  const text = await textOf(key);
  const checksum = (await textOf(key.replace(/\.json$/, '.md5'))).trim();
  const md5 = createHash('md5').update(text).digest('base64');
  if (md5 !== checksum) throw new ExportDamagedError(key, 'has another MD5 than the file beside it says');
  return text;
}

async function readText(s3: Pick<S3Client, 'send'>, Bucket: string, Key: string): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    if ((error as Error).name !== 'NoSuchKey') throw error;
    throw new ExportDamagedError(Key, 'is gone');
  }
}
