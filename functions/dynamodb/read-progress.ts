import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Progress, parseProgress } from '../../core/dynamodb/progress';

/** Where the progress of an entry is told. */
export interface ProgressObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly ExpectedBucketOwner?: string;
}

/** Undefined while none of this entry is told. */
export async function readProgress(
  s3: Pick<S3Client, 'send'>,
  object: ProgressObject,
  entry: string,
): Promise<Progress | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand(object));
    return parseProgress(entry, (await Body?.transformToString()) ?? '');
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}
