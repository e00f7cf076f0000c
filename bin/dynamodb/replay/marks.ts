import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { failedFolder, replayedFolder } from '../../../core/dynamodb/landing';

/** What was done with a file: it stands beside the files, so that whoever replays next knows. */
export interface Mark {
  readonly replayedAt: string;
  /** Records of it that are in the stream once more, of all replays. */
  readonly records: number;
  /** Numbers of the lines that were left out, from 0. */
  readonly leftOut: readonly number[];
}

/** `dynamodb-failed/orders/x` has its mark at `dynamodb-replayed/orders/x.json`. */
export const markKey = (entry: string, key: string): string =>
  `${replayedFolder(entry)}${key.slice(failedFolder(entry).length)}.json`;

/** Undefined for a file that was not replayed to its end. */
export async function readMark(s3: S3Client, Bucket: string, Key: string): Promise<Mark | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse(await Body!.transformToString()) as Mark;
  } catch (error) {
    if ((error as Error).name !== 'NoSuchKey') throw error;
    return undefined;
  }
}

export const writeMark = (s3: S3Client, Bucket: string, Key: string, mark: Mark): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(mark), ContentType: 'application/json' }));
