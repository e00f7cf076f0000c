import { type FileHandle, open } from 'node:fs/promises';
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

/** Held in memory; 10,000 parts hold 160 GB. */
const PART_BYTES = 16 * 1024 ** 2;
/** Declared with the upload, because the SDK gives parts a checksum, which S3 compares with what was declared. */
const CHECKSUM = 'CRC32';

interface Upload {
  readonly s3: Pick<S3Client, 'send'>;
  readonly target: { readonly Bucket: string; readonly Key: string };
  readonly file: FileHandle;
  readonly size: number;
  readonly partBytes: number;
}

/** Writes a file to S3 with one part of it in memory, and returns its bytes. */
export async function storeFile(
  s3: Pick<S3Client, 'send'>,
  path: string,
  { bucket: Bucket, key: Key }: S3Pointer,
  partBytes = PART_BYTES,
): Promise<number> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const upload = { s3, target: { Bucket, Key }, file, size, partBytes };
    if (size > partBytes) await inParts(upload);
    else await s3.send(new PutObjectCommand({ Bucket, Key, Body: await read(upload, 0) }));
    return size;
  } finally {
    await file.close();
  }
}

async function inParts(upload: Upload): Promise<void> {
  const { s3, target } = upload;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: CHECKSUM }));
  try {
    const Parts: CompletedPart[] = [];
    for (let from = 0; from < upload.size; from += upload.partBytes) {
      const part = { ...target, UploadId, PartNumber: Parts.length + 1, ChecksumAlgorithm: CHECKSUM } as const;
      const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand({ ...part, Body: await read(upload, from) }));
      Parts.push({ PartNumber: part.PartNumber, ETag, ChecksumCRC32 });
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    // parts that nobody completes are paid for until the bucket's lifecycle removes them
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
}

async function read({ file, size, partBytes }: Upload, from: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.min(partBytes, size - from));
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) throw new Error(`The file ends ${bytes.length - at} bytes early.`);
    at += bytesRead;
  }
  return bytes;
}
