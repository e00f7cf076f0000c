import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import type { DurableMap } from '../../store';
import { type Operation, ServiceError } from '../service';
import { bucketNamed, keptHeaders, objectAt, parseCopySource } from './answers';
import type { Blob, BlobFolder } from './blobs';
import type { Buckets, ObjectHeaders, StoredObject } from './bucket';
import { checkWrite } from './conditions';
import { checkCopySource } from './objects';
import { blobRanges, parseRange } from './ranges';

/** An upload that is not complete. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiatedAt: number;
  readonly headers: ObjectHeaders;
  readonly parts: Readonly<Record<number, Part>>;
}

interface Part {
  readonly etag: string;
  readonly size: number;
  readonly blob: Blob;
  readonly lastModified: number;
}

interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

const SMALLEST_PART_BYTES = 5 * 1024 ** 2;
const MOST_PARTS = 10_000;

/** Objects in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export function multipartOperations(
  buckets: Buckets,
  blobs: BlobFolder,
  uploads: DurableMap<Upload>,
  clock: Clock,
): Record<string, Operation> {
  const uploadOf = ({ UploadId }: { UploadId: string }): Upload => {
    const upload = uploads.get(UploadId);
    if (upload !== undefined) return upload;
    throw new ServiceError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { status: 404 },
    );
  };

  const addPart = async (
    target: UploadTarget & { PartNumber: number },
    body: AsyncIterable<Uint8Array> | Uint8Array,
  ): Promise<Part & { crc32: string }> => {
    if (target.PartNumber < 1 || target.PartNumber > MOST_PARTS) {
      throw new ServiceError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
    }
    uploadOf(target);
    const { id, size, md5, crc32 } = await blobs.write(body);
    const part: Part = { etag: `"${md5}"`, size, blob: { id, size }, lastModified: clock.now() };
    const upload = uploadOf(target);
    const before = upload.parts[target.PartNumber];
    await uploads.set(upload.id, { ...upload, parts: { ...upload.parts, [target.PartNumber]: part } });
    if (before !== undefined) await blobs.remove(before.blob.id);
    return { ...part, crc32 };
  };

  return {
    async CreateMultipartUpload(input: { Bucket: string; Key: string } & ObjectHeaders) {
      bucketNamed(buckets, input.Bucket);
      const upload: Upload = {
        id: randomUUID(),
        bucket: input.Bucket,
        key: input.Key,
        initiatedAt: clock.now(),
        headers: keptHeaders(input),
        parts: {},
      };
      await uploads.set(upload.id, upload);
      return {
        Bucket: input.Bucket,
        Key: input.Key,
        UploadId: upload.id,
        ServerSideEncryption: upload.headers.ServerSideEncryption,
      };
    },

    async UploadPart(input: UploadTarget & { PartNumber: number; Body?: AsyncIterable<Uint8Array> }) {
      const { etag, crc32 } = await addPart(input, input.Body ?? new Uint8Array());
      return { ETag: etag, ChecksumCRC32: crc32 };
    },

    async UploadPartCopy(
      input: UploadTarget & {
        PartNumber: number;
        CopySource: string;
        CopySourceRange?: string;
        CopySourceIfMatch?: string;
      },
    ) {
      const from = parseCopySource(input.CopySource);
      const source = objectAt(bucketNamed(buckets, from.bucket), from.key);
      checkCopySource(source, input);
      const range = parseRange(input.CopySourceRange, source.size);
      const { etag, lastModified } = await addPart(input, blobs.read(blobRanges(source, range)));
      return { CopyPartResult: { ETag: etag, LastModified: new Date(lastModified) } };
    },

    async CompleteMultipartUpload(
      input: UploadTarget & {
        MultipartUpload?: { Parts?: { PartNumber: number; ETag: string }[] };
        IfNoneMatch?: string;
        IfMatch?: string;
      },
    ) {
      const upload = uploadOf(input);
      const bucket = bucketNamed(buckets, upload.bucket);
      const parts = chosenParts(upload, input.MultipartUpload?.Parts ?? []);
      checkWrite(bucket.get(upload.key), input);
      const object: StoredObject = {
        key: upload.key,
        size: parts.reduce((sum, p) => sum + p.size, 0),
        etag: compositeTag(parts),
        lastModified: clock.now(),
        blobs: parts.map((p) => p.blob),
        headers: upload.headers,
        partSizes: parts.map((p) => p.size),
      };
      await buckets.put(bucket, object);
      await uploads.delete(upload.id);
      const kept = new Set(parts.map((p) => p.blob.id));
      for (const { blob } of Object.values(upload.parts)) if (!kept.has(blob.id)) await blobs.remove(blob.id);
      return { Bucket: upload.bucket, Key: upload.key, ETag: object.etag, Location: `/${upload.bucket}/${upload.key}` };
    },

    async AbortMultipartUpload(input: UploadTarget) {
      const upload = uploadOf(input);
      await uploads.delete(upload.id);
      for (const { blob } of Object.values(upload.parts)) await blobs.remove(blob.id);
      return {};
    },

    async ListParts(input: UploadTarget & { MaxParts?: number; PartNumberMarker?: string }) {
      const upload = uploadOf(input);
      const all = Object.entries(upload.parts)
        .map(([number, p]) => ({
          PartNumber: Number(number),
          ETag: p.etag,
          Size: p.size,
          LastModified: new Date(p.lastModified),
        }))
        .sort((a, b) => a.PartNumber - b.PartNumber)
        .filter((p) => p.PartNumber > Number(input.PartNumberMarker ?? 0));
      const Parts = all.slice(0, input.MaxParts ?? 1000);
      const IsTruncated = Parts.length < all.length;
      const NextPartNumberMarker = IsTruncated ? String(Parts.at(-1)?.PartNumber) : undefined;
      return {
        Bucket: upload.bucket,
        Key: upload.key,
        UploadId: upload.id,
        Parts,
        IsTruncated,
        NextPartNumberMarker,
        MaxParts: input.MaxParts ?? 1000,
      };
    },

    async ListMultipartUploads({ Bucket, Prefix = '' }: { Bucket: string; Prefix?: string }) {
      bucketNamed(buckets, Bucket);
      const Uploads = uploads
        .values()
        .filter((u) => u.bucket === Bucket && u.key.startsWith(Prefix))
        .map((u) => ({ Key: u.key, UploadId: u.id, Initiated: new Date(u.initiatedAt) }));
      return { Bucket, Prefix, Uploads, IsTruncated: false };
    },
  };
}

/** The parts that the client names, in ascending order, each known by number and ETag, each but the last at least 5 MiB. */
function chosenParts(upload: Upload, named: readonly { PartNumber: number; ETag: string }[]): Part[] {
  if (named.length === 0)
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  if (named.some((p, i) => i > 0 && p.PartNumber <= named[i - 1]!.PartNumber)) {
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  const parts = named.map(({ PartNumber, ETag }) => {
    const part = upload.parts[PartNumber];
    if (part !== undefined && part.etag.replaceAll('"', '') === ETag.replaceAll('"', '')) return part;
    throw new ServiceError(
      'InvalidPart',
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { members: { PartNumber, ETag } },
    );
  });
  if (parts.slice(0, -1).some((p) => p.size < SMALLEST_PART_BYTES)) {
    throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return parts;
}

/** MD5 of the parts' MD5s, and how many. */
function compositeTag(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${md5.digest('hex')}-${parts.length}"`;
}
