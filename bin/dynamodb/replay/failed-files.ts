import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { failedFolder } from '../../../core/dynamodb/landing';

export interface FailedFile {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

export interface FilesAsked {
  readonly bucket: string;
  readonly entry: string;
  /** Milliseconds since 1970. @default all */
  readonly since?: number;
  /** Milliseconds since 1970; a file of this time is left out. @default all that are there now */
  readonly until?: number;
}

/** The files of records that became no row. Listed before any is replayed: what fails again makes new ones. */
export async function failedFiles(
  s3: S3Client,
  { bucket, entry, since = 0, until = Infinity }: FilesAsked,
): Promise<FailedFile[]> {
  const files: FailedFile[] = [];
  const asked = { Bucket: bucket, Prefix: failedFolder(entry) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, asked)) {
    files.push(...Contents.map(({ Key, LastModified }) => ({ key: Key!, writtenAt: LastModified!.getTime() })));
  }
  return files.filter(({ writtenAt }) => writtenAt >= since && writtenAt < until);
}

/** Its lines with their numbers, from 0. A file may have 128 MiB. */
export async function* linesOf(
  s3: S3Client,
  bucket: string,
  { key }: FailedFile,
): AsyncGenerator<readonly [number, string]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  let number = 0;
  for await (const line of createInterface({ input: Body as Readable })) {
    if (line !== '') yield [number, line];
    number++;
  }
}
