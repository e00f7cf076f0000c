import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  ExportDamagedError,
  LoadIncompleteError,
  PointInTimeRecoveryOffError,
} from '../../../core/dynamodb/load/errors';
import { exportIdOf, type FileLoaded, fileName, receiptOf, receiptsFolder } from '../../../core/dynamodb/load/files';
import { type ManifestFile, parseFiles } from '../../../core/dynamodb/load/manifest';
import { afterLoad, afterWindow, nextWindow } from '../../../core/dynamodb/load/window';
import { LOAD_EVENT } from '../../../core/dynamodb/names';
import { allPages } from '../../shared/all-pages';
import type { Log } from '../../shared/log';
import { classifying } from '../../shared/service-errors';
import type { FinishLoadInput, FinishLoadResult, Load } from '../load/payloads';
import { moveRepaired } from '../load/repaired';
import { restorableOf } from '../load/restorable';

export interface FinishLoadEffects {
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly exportsBucket: string;
  readonly log: Log;
}

/**
 * Holds the receipts of the files against the manifest, notes how far the exports of the table are, and says whether
 * another window follows.
 */
export function createHandler(effects: FinishLoadEffects) {
  const dynamodb = classifying(effects.dynamodb);
  const s3 = classifying(effects.s3);
  const { exportsBucket, log } = effects;
  return async ({ request, load }: FinishLoadInput): Promise<FinishLoadResult> => {
    const { table, chosen, items } = load;
    const receipts = await readReceipts(s3, exportsBucket, exportIdOf(load.exportArn));
    const loaded = allLoaded(await readManifest(s3, load), receipts);
    const restorable = await restorableUnlessOff(dynamodb, table);
    const repaired = await moveRepaired(s3, exportsBucket, table, (present) => {
      // without recovery nothing was before, as far as windows go
      const earliest = restorable?.earliest ?? Number.POSITIVE_INFINITY;
      if (chosen.kind === 'full') return afterLoad(present, Date.parse(chosen.exportTime), earliest);
      const window = { from: Date.parse(chosen.from), to: Date.parse(chosen.to) };
      return present === undefined ? undefined : afterWindow(present, window);
    });
    const isWindow = request.window === true && repaired !== undefined && restorable !== undefined;
    const next = isWindow ? nextWindow(repaired, restorable) : undefined;
    const files = loaded.reduce((sum, each) => sum + each.parts, 0);
    const bytes = loaded.reduce((sum, each) => sum + each.bytes, 0);
    log.info('load finished', { event: LOAD_EVENT.loadFinished, table, ...chosen, items, files, bytes });
    return { outcome: next === undefined ? 'LOADED' : 'AGAIN', table, chosen, items, files, bytes };
  };
}

/** What was turned off meanwhile keeps no load from being done. */
async function restorableUnlessOff(dynamodb: Pick<DynamoDBClient, 'send'>, table: string) {
  try {
    return await restorableOf(dynamodb, table);
  } catch (error) {
    if (error instanceof PointInTimeRecoveryOffError) return undefined;
    throw error;
  }
}

async function readManifest(s3: Pick<S3Client, 'send'>, { files, items }: Load): Promise<ManifestFile[]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: files.bucket, Key: files.key })).catch((error) => {
    if ((error as Error).name !== 'NoSuchKey') throw error;
    throw new ExportDamagedError(files.key, 'is gone');
  });
  return parseFiles((await Body?.transformToString()) ?? '', { itemCount: items });
}

/** By the data file. */
async function readReceipts(
  s3: Pick<S3Client, 'send'>,
  Bucket: string,
  exportId: string,
): Promise<ReadonlyMap<string, FileLoaded>> {
  const keys = await allPages(async (ContinuationToken) => {
    const Prefix = receiptsFolder(exportId);
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    return { items: page.Contents?.map(({ Key = '' }) => Key), NextToken: page.NextContinuationToken };
  });
  const receipts = keys.flatMap((key) => receiptOf(exportId, key) ?? []);
  return new Map(receipts.map((each) => [each.file, each]));
}

const SHOWN = 3;

function allLoaded(files: readonly ManifestFile[], receipts: ReadonlyMap<string, FileLoaded>): FileLoaded[] {
  const withItems = files.filter(({ itemCount }) => itemCount > 0);
  const lacking = withItems.filter(
    ({ dataFileS3Key, itemCount }) => receipts.get(fileName(dataFileS3Key))?.items !== itemCount,
  );
  if (lacking.length > 0)
    throw new LoadIncompleteError(
      lacking.slice(0, SHOWN).map(({ dataFileS3Key }) => fileName(dataFileS3Key)),
      lacking.length,
    );
  return withItems.map(({ dataFileS3Key }) => receipts.get(fileName(dataFileS3Key))!);
}
