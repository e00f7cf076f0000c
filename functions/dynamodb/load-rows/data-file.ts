import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ExportDamagedError } from '../../../core/dynamodb/load/errors';
import type { ManifestFile } from '../../../core/dynamodb/load/manifest';
import { classify, ServiceThrottledError, ServiceUnavailableError } from '../../shared/service-errors';

const CHUNK_BYTES = 256 * 1024;

/** One data file of an export. */
export class DataFile {
  constructor(
    private readonly s3: Pick<S3Client, 'send'>,
    private readonly bucket: string,
    private readonly file: ManifestFile,
  ) {}

  /**
   * Reads the file once and compares its checksum, before a row of it is written. Returns its ETag, by which it is the
   * same later.
   */
  async verify(): Promise<string> {
    const { dataFileS3Key, md5Checksum } = this.file;
    const { body, etag } = await this.open();
    const hash = createHash('md5');
    try {
      for await (const chunk of body) hash.update(chunk as Buffer);
    } catch (error) {
      throw broken(error);
    }
    if (hash.digest('base64') !== md5Checksum)
      throw new ExportDamagedError(dataFileS3Key, 'has another MD5 than the manifest says');
    return etag;
  }

  /** Its text, in pieces. */
  async *text(etag: string): AsyncIterable<Buffer> {
    const { body } = await this.open(etag);
    let failure: unknown;
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    body.on('error', (error) => {
      failure = error;
    });
    const text = pipeline(body, gunzip, () => {});
    try {
      yield* text as AsyncIterable<Buffer>;
    } catch (error) {
      if (failure !== undefined) throw broken(failure);
      if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') === true)
        throw new ExportDamagedError(this.file.dataFileS3Key, 'is not gzip');
      throw broken(error);
    } finally {
      body.destroy();
    }
  }

  private async open(IfMatch?: string): Promise<{ readonly body: Readable; readonly etag: string }> {
    const { dataFileS3Key: Key } = this.file;
    try {
      const { Body, ETag = '' } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key, IfMatch }));
      return { body: Body as Readable, etag: ETag };
    } catch (error) {
      const { name } = error as Error;
      if (name === 'NoSuchKey') throw new ExportDamagedError(Key, 'is gone');
      if (name === 'PreconditionFailed') throw new ExportDamagedError(Key, 'was replaced while it was read');
      throw error;
    }
  }
}

/** A body that breaks off is read again by a retry. */
function broken(error: unknown): unknown {
  const classified = classify(error);
  if (classified instanceof ServiceThrottledError || classified instanceof ServiceUnavailableError) return classified;
  return new ServiceUnavailableError(`S3 broke off: ${(error as Error).name}`, { cause: error });
}
