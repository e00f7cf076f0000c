import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { S3Pointer } from '../execution';
import { ServiceUnavailableError } from '../service-errors';

/** The SDK tries a request again, but not a body that breaks off. */
const TRIES = 4;

/**
 * Writes an object to a file, and returns its bytes. Throws what the client throws, and `ServiceUnavailableError` when
 * the body breaks off each time.
 */
export async function fetchFile(s3: Pick<S3Client, 'send'>, { bucket, key }: S3Pointer, path: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const file = createWriteStream(path);
    try {
      await pipeline(Body as Readable, file);
      if (file.bytesWritten === ContentLength) return ContentLength;
      throw new Error(`${file.bytesWritten} of ${ContentLength} bytes came`);
    } catch (error) {
      if (tries < TRIES) continue;
      const message = `s3://${bucket}/${key} broke off ${TRIES} times: ${(error as Error).message}`;
      throw new ServiceUnavailableError(message, { cause: error });
    }
  }
}
