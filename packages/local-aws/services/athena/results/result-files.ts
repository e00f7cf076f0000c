import { createWriteStream, mkdirSync, mkdtempSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ObjectStore, ServiceError } from '../../../service';

/** A file of which parts can be read; bytes beyond its end are left out. */
export interface ResultFile {
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Where results are kept: in the bucket that a query names, else with Athena, as its managed query results are. */
export class ResultFiles {
  readonly #directory: string;
  readonly #isTemporary: boolean;

  constructor(
    private readonly objects: ObjectStore,
    directory?: string,
  ) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
    this.#isTemporary = directory === undefined;
    this.#directory = directory ?? mkdtempSync(join(tmpdir(), 'local-athena-results-'));
  }

  /** Throws InvalidRequestException for a place that cannot be written to. */
  check(location: string): void {
    const { bucket } = s3Place(location);
    try {
      // A prefix that no key has: only the bucket is asked for.
      this.objects.list(bucket, '\u{10ffff}');
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw new ServiceError('InvalidRequestException', `Unable to verify/create output bucket ${bucket}`);
    }
  }

  /** Throws InvalidRequestException for what names no bucket. The bucket itself may come later. */
  checkForm(location: string): void {
    s3Place(location);
  }

  /** Takes the chunks one after the other; never all at once in memory. */
  async write(location: string | undefined, id: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    if (location === undefined) {
      await pipeline(Readable.from(chunks), createWriteStream(this.#path(id)));
      return;
    }
    const { bucket, key } = s3Place(location);
    await this.objects.put(bucket, key, chunks, { contentType: 'text/csv' });
  }

  open(location: string | undefined, id: string): ResultFile {
    if (location === undefined) return { read: (start, end) => this.#readOwn(id, start, end) };
    const { bucket, key } = s3Place(location);
    return { read: (start, end) => this.objects.get(bucket, key, { start, end }) };
  }

  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.#directory, { recursive: true, force: true });
  }

  async #readOwn(id: string, start: number, end: number): Promise<Uint8Array> {
    const file = await open(this.#path(id));
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  #path(id: string): string {
    return join(this.#directory, `${id}.csv`);
  }
}

interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

/** Undefined for what is not of the form `s3://bucket/key`. */
export function bucketAndKey(location: string): S3Place | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(location) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

function s3Place(location: string): S3Place {
  const place = bucketAndKey(location);
  if (place !== undefined) return place;
  throw new ServiceError('InvalidRequestException', `outputLocation is not a valid S3 path: ${location}`);
}
