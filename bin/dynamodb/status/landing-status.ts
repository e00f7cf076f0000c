import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { failedFolder, replayedFolder } from '../../../core/dynamodb/landing';
import { type Progress, progressKey } from '../../../core/dynamodb/progress';
import { readProgress } from '../../../functions/dynamodb/read-progress';
import { markKey } from '../replay/marks';

export interface LandingStatus {
  readonly bucket: string;
  /** Null before `tell-progress` wrote it. */
  readonly progress: Progress | null;
  /** Files of records that became no row. */
  readonly failedFiles: number;
  /** Those that no replay has touched. */
  readonly notReplayed: number;
}

/** What the landing bucket tells; undefined for whoever may not read it. */
export async function landingStatus(s3: S3Client, bucket: string, entry: string): Promise<LandingStatus | undefined> {
  try {
    const progress = (await readProgress(s3, { Bucket: bucket, Key: progressKey(entry) }, entry)) ?? null;
    const failed = await keysBelow(s3, bucket, failedFolder(entry));
    const marks = new Set(await keysBelow(s3, bucket, replayedFolder(entry)));
    const notReplayed = failed.filter((key) => !marks.has(markKey(entry, key))).length;
    return { bucket, progress, failedFiles: failed.length, notReplayed };
  } catch (error) {
    if ((error as Error).name !== 'AccessDenied') throw error;
    return undefined;
  }
}

async function keysBelow(client: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key } of Contents) keys.push(Key!);
  }
  return keys;
}
