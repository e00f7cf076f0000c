import type { Clock } from '../../clock';
import { HTTP_STATUS, type Operation, ServiceError } from '../service';
import { bucketNamed, keptHeaders, objectAnswer, objectAt, parseCopySource } from './answers';
import type { BlobFolder } from './blobs';
import type { Buckets, ObjectHeaders, StoredObject } from './bucket';
import { checkRead, checkWrite, preconditionFailed, type ReadConditions } from './conditions';
import { blobRanges, parseRange } from './ranges';

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

type PutInput = Target &
  ObjectHeaders &
  ReadConditions & {
    readonly Body?: AsyncIterable<Buffer> | Uint8Array;
    readonly ContentMD5?: string;
    readonly ChecksumCRC32?: string;
  };

type GetInput = Target &
  ReadConditions & { readonly Range?: string; readonly PartNumber?: number; readonly ChecksumMode?: string };

interface CopyInput extends Target, ObjectHeaders {
  readonly CopySource: string;
  readonly MetadataDirective?: 'COPY' | 'REPLACE';
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
  readonly CopySourceIfModifiedSince?: Date;
  readonly CopySourceIfUnmodifiedSince?: Date;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/** CopyObject copies up to 5 GB; larger objects need UploadPartCopy. */
const LARGEST_COPY_BYTES = 5 * 1024 ** 3;

/** Objects in one piece: put, get, head, copy, delete. */
export function objectOperations(buckets: Buckets, blobs: BlobFolder, clock: Clock): Record<string, Operation> {
  return {
    async PutObject(input: PutInput) {
      const bucket = bucketNamed(buckets, input.Bucket);
      const written = await blobs.write(input.Body ?? new Uint8Array());
      try {
        checkDigests(input, written);
        checkWrite(bucket.get(input.Key), input);
      } catch (error) {
        await blobs.remove(written.id);
        throw error;
      }
      const object: StoredObject = {
        key: input.Key,
        size: written.size,
        etag: `"${written.md5}"`,
        lastModified: clock.now(),
        blobs: written.size === 0 ? [] : [{ id: written.id, size: written.size }],
        checksumCrc32: written.crc32,
        headers: keptHeaders(input),
      };
      await buckets.put(bucket, object);
      const { ServerSideEncryption, SSEKMSKeyId } = object.headers;
      return {
        ETag: object.etag,
        ChecksumCRC32: written.crc32,
        ChecksumType: 'FULL_OBJECT',
        ServerSideEncryption,
        SSEKMSKeyId,
      };
    },

    async GetObject(input: GetInput) {
      const object = objectAt(bucketNamed(buckets, input.Bucket), input.Key);
      checkRead(object, input);
      const range = parseRange(input.Range, object.size);
      const answer = objectAnswer(object, input.ChecksumMode === 'ENABLED' && range === undefined);
      if (range === undefined) return { ...answer, Body: blobs.read(blobRanges(object)) };
      return {
        ...answer,
        [HTTP_STATUS]: 206,
        ContentLength: range.end - range.start,
        ContentRange: `bytes ${range.start}-${range.end - 1}/${object.size}`,
        Body: blobs.read(blobRanges(object, range)),
      };
    },

    async HeadObject(input: GetInput) {
      const bucket = bucketNamed(buckets, input.Bucket);
      const object = bucket.get(input.Key);
      if (object === undefined) throw new ServiceError('NotFound', 'Not Found', { status: 404 });
      checkRead(object, input);
      return {
        ...objectAnswer(object, input.ChecksumMode === 'ENABLED'),
        ...(object.partSizes ? { PartsCount: object.partSizes.length } : {}),
      };
    },

    async CopyObject(input: CopyInput) {
      const bucket = bucketNamed(buckets, input.Bucket);
      const from = parseCopySource(input.CopySource);
      const source = objectAt(bucketNamed(buckets, from.bucket), from.key);
      checkCopySource(source, input);
      checkWrite(bucket.get(input.Key), input);
      if (source.size > LARGEST_COPY_BYTES) {
        throw new ServiceError(
          'InvalidRequest',
          'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
        );
      }
      const isOntoItself = from.bucket === input.Bucket && from.key === input.Key;
      if (isOntoItself && input.MetadataDirective !== 'REPLACE' && input.StorageClass === undefined) {
        throw new ServiceError(
          'InvalidRequest',
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        );
      }
      const headers =
        input.MetadataDirective === 'REPLACE'
          ? keptHeaders(input)
          : { ...source.headers, ...(input.StorageClass ? { StorageClass: input.StorageClass } : {}) };
      const object: StoredObject = { ...source, key: input.Key, lastModified: clock.now(), headers };
      await buckets.put(bucket, object);
      return {
        CopyObjectResult: {
          ETag: object.etag,
          LastModified: new Date(object.lastModified),
          ChecksumCRC32: object.checksumCrc32,
        },
      };
    },

    async DeleteObject({ Bucket, Key }: Target) {
      await buckets.delete(bucketNamed(buckets, Bucket), [Key]);
      return {};
    },

    async DeleteObjects({
      Bucket,
      Delete,
    }: {
      Bucket: string;
      Delete: { Objects: { Key: string }[]; Quiet?: boolean };
    }) {
      const keys = Delete.Objects.map(({ Key }) => Key);
      if (keys.length > 1000)
        throw new ServiceError(
          'MalformedXML',
          'The XML you provided was not well-formed or did not validate against our published schema',
        );
      await buckets.delete(bucketNamed(buckets, Bucket), keys);
      return { Deleted: Delete.Quiet ? [] : keys.map((Key) => ({ Key })) };
    },
  };
}

function checkDigests(input: PutInput, written: { readonly md5: string; readonly crc32: string }): void {
  if (input.ContentMD5 !== undefined && Buffer.from(input.ContentMD5, 'base64').toString('hex') !== written.md5) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      status: 400,
    });
  }
  if (input.ChecksumCRC32 !== undefined && input.ChecksumCRC32 !== written.crc32) {
    throw new ServiceError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.', {
      status: 400,
    });
  }
}

/** On a copy every condition that fails is 412, never 304. */
export function checkCopySource(source: StoredObject, input: Omit<CopyInput, keyof Target>): void {
  try {
    checkRead(source, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NotModified')
      throw preconditionFailed('x-amz-copy-source-If-None-Match');
    throw error;
  }
}
