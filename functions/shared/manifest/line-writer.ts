import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Pointer } from '../execution';

/** Above 5 MiB, S3's least; 10,000 parts hold 80 GB of lines. */
const PART_BYTES = 8 * 1024 ** 2;
const CONTENT_TYPE = 'application/jsonl';
/**
 * Declared with the upload, because the SDK gives parts a checksum: S3 refuses parts whose checksum is not of the
 * declared kind, and a completion that does not repeat the checksums of an upload that declared them.
 */
const CHECKSUM = 'CRC32';

/**
 * Writes JSON Lines to S3 with one part in memory: a PutObject when small, a multipart upload when not. Close it, or
 * abort it.
 */
export class LineWriter {
  #lines: Buffer[] = [];
  #bytes = 0;
  #uploadId: string | undefined;
  #parts: CompletedPart[] = [];

  constructor(
    readonly s3: Pick<S3Client, 'send'>,
    readonly target: S3Pointer,
    readonly partBytes = PART_BYTES,
  ) {}

  /** Returns the length of the line in bytes, newline included. */
  async write(value: object): Promise<number> {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= this.partBytes) await this.#uploadPart();
    return line.length;
  }

  async close(): Promise<void> {
    const { bucket: Bucket, key: Key } = this.target;
    if (this.#uploadId === undefined) {
      await this.s3.send(new PutObjectCommand({ Bucket, Key, Body: this.#take(), ContentType: CONTENT_TYPE }));
      return;
    }
    if (this.#bytes > 0) await this.#uploadPart();
    const MultipartUpload = { Parts: this.#parts };
    await this.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId: this.#uploadId, MultipartUpload }));
  }

  /** Leaves nothing behind; never throws, for it follows another error. */
  async abort(): Promise<void> {
    if (this.#uploadId === undefined) return;
    const { bucket: Bucket, key: Key } = this.target;
    await this.s3
      .send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: this.#uploadId }))
      .catch(() => undefined);
  }

  async #uploadPart(): Promise<void> {
    const { bucket: Bucket, key: Key } = this.target;
    this.#uploadId ??= await this.#begin();
    const PartNumber = this.#parts.length + 1;
    const part = { Bucket, Key, UploadId: this.#uploadId, PartNumber, Body: this.#take() };
    const { ETag, ChecksumCRC32 } = await this.s3.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: CHECKSUM }));
    this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }

  async #begin(): Promise<string | undefined> {
    const { bucket: Bucket, key: Key } = this.target;
    const upload = { Bucket, Key, ContentType: CONTENT_TYPE };
    return (await this.s3.send(new CreateMultipartUploadCommand({ ...upload, ChecksumAlgorithm: CHECKSUM }))).UploadId;
  }

  #take(): Buffer {
    const all = Buffer.concat(this.#lines);
    this.#lines = [];
    this.#bytes = 0;
    return all;
  }
}
