import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { LandingFile } from '../../../core/dynamodb/publishing/batches';
import { fetchFile } from '../../shared/files/fetch-file';
import { LandingFileGoneError } from '../publishing/errors';

/** Files on their way or waiting on disk: they hide S3's latency, and the processor is busy with one anyway. */
const AHEAD = 6;

export interface FetchedFile {
  readonly file: LandingFile;
  readonly path: string;
}

/** Files in their order, each on disk until the next is asked for. Throws {@link LandingFileGoneError}. */
export async function* fetchAhead(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  files: readonly LandingFile[],
  folder: string,
): AsyncGenerator<FetchedFile> {
  const begin = (file: LandingFile, number: number): Promise<FetchedFile> => {
    const fetched = fetchOne(s3, bucket, file, join(folder, `landing-${number}`));
    // it is awaited when its turn comes; until then a failure must not count as unhandled
    fetched.catch(() => undefined);
    return fetched;
  };
  const under = files.slice(0, AHEAD).map(begin);
  try {
    for (let number = 0; number < files.length; number++) {
      const next = files[number + AHEAD];
      const fetched = await under.shift()!;
      if (next !== undefined) under.push(begin(next, number + AHEAD));
      yield fetched;
      await rm(fetched.path);
    }
  } finally {
    // whoever removes the folder must not meet a file that is still written
    await Promise.allSettled(under);
  }
}

async function fetchOne(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  file: LandingFile,
  path: string,
): Promise<FetchedFile> {
  try {
    await fetchFile(s3, { bucket, key: file.key }, path);
    return { file, path };
  } catch (error) {
    throw error instanceof NoSuchKey ? new LandingFileGoneError(bucket, file.key) : error;
  }
}
