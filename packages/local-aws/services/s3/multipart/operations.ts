import { randomUUID } from 'node:crypto';
import type {
  CreateMultipartUploadCommandInput,
  UploadPartCommandInput,
  UploadPartCopyCommandInput,
} from '@aws-sdk/client-s3';
import { type ChecksumAlgorithm, isChecksumAlgorithm } from '../bodies/checksums';
import { isCombinable } from '../bodies/combine-crc';
import { measureSlices, type TakenBody, takeBody, type UploadBody } from '../bodies/take-body';
import type { Needs, Operations, S3Context } from '../context';
import { invalidArgument, invalidRequest } from '../errors';
import { keptHeaders, shownVersion } from '../headers';
import { checkCopySource } from '../objects/conditions';
import { findCopySource } from '../objects/copy-source';
import { parseTagging } from '../objects/tags';
import { type PartRecord, sliceRange, type UploadRecord } from '../records';
import { completeMultipartUpload } from './complete';
import { copiedRange } from './copied-range';
import { listMultipartUploads, listParts } from './list';
import type { UploadTarget } from './uploads';

type PartInput = Needs<Omit<UploadPartCommandInput, 'Body'>, 'Bucket' | 'Key' | 'UploadId' | 'PartNumber'> & {
  readonly Body?: UploadBody;
};
type PartCopyInput = Needs<UploadPartCopyCommandInput, 'Bucket' | 'Key' | 'UploadId' | 'PartNumber' | 'CopySource'>;

const MAX_PARTS = 10_000;
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** Objects in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const multipartOperations = (context: S3Context): Operations => ({
  CreateMultipartUpload: (input: Needs<CreateMultipartUploadCommandInput, 'Bucket' | 'Key'>) =>
    createUpload(context, input),
  UploadPart: async (input: PartInput) => {
    const { etag, checksum } = await addPart(context, input, (algorithm) =>
      takeBody(context.bodies, input.Body, input, algorithm),
    );
    return { ETag: etag, ...partChecksum({ checksum }) };
  },
  UploadPartCopy: (input: PartCopyInput) => uploadPartCopy(context, input),
  CompleteMultipartUpload: (input) => completeMultipartUpload(context, input),
  AbortMultipartUpload: async (input: UploadTarget) => {
    await context.catalog.uploads.abort(context.catalog.uploads.find(input));
    return {};
  },
  ListParts: async (input) => listParts(context, input),
  ListMultipartUploads: async (input) => listMultipartUploads(context, input),
});

async function createUpload(
  { catalog, clock }: S3Context,
  input: Needs<CreateMultipartUploadCommandInput, 'Bucket' | 'Key'>,
): Promise<object> {
  const bucket = catalog.bucket(input.Bucket);
  const record: UploadRecord = {
    id: randomUUID(),
    bucket: bucket.name,
    key: input.Key,
    initiatedAt: clock.now(),
    headers: keptHeaders(bucket, input),
    tags: parseTagging(input.Tagging),
    checksum: uploadChecksum(input),
  };
  await catalog.uploads.create(record);
  return {
    Bucket: record.bucket,
    Key: record.key,
    UploadId: record.id,
    ChecksumAlgorithm: record.checksum?.algorithm,
    ChecksumType: record.checksum?.type,
    ServerSideEncryption: record.headers.ServerSideEncryption,
    SSEKMSKeyId: record.headers.SSEKMSKeyId,
  };
}

/** CRC64NVME is always of the full object, SHA always composite, the 32-bit CRCs as asked, by default composite. */
function uploadChecksum({
  ChecksumAlgorithm: name,
  ChecksumType: type,
}: CreateMultipartUploadCommandInput): UploadRecord['checksum'] {
  if (name === undefined) return undefined;
  if (!isChecksumAlgorithm(name)) throw invalidRequest(`Checksum algorithm ${name} is not served locally.`);
  const isFull = name === 'CRC64NVME' || type === 'FULL_OBJECT';
  if ((isFull && !isCombinable(name)) || (name === 'CRC64NVME' && type === 'COMPOSITE')) {
    throw invalidRequest(`The ${type} checksum type cannot be used with the ${name} checksum algorithm.`);
  }
  return { algorithm: name, type: isFull ? 'FULL_OBJECT' : 'COMPOSITE' };
}

async function addPart(
  { catalog, bodies, clock }: S3Context,
  target: UploadTarget & { readonly PartNumber: number },
  take: (algorithm: ChecksumAlgorithm) => Promise<TakenBody>,
): Promise<PartRecord> {
  const number = target.PartNumber;
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', number);
  }
  const { record } = catalog.uploads.find(target);
  const { slices, size, md5, checksum } = await take(record.checksum?.algorithm ?? 'CRC64NVME');
  const part: PartRecord = {
    uploadId: record.id,
    number,
    etag: `"${md5}"`,
    size,
    slices,
    lastModified: clock.now(),
    checksum,
  };
  try {
    // Again: the upload may have been completed or aborted while the body came in.
    const upload = catalog.uploads.find(target);
    if (record.checksum !== undefined && record.checksum.algorithm !== checksum.algorithm) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${record.checksum.algorithm}, actual checksum Type: ${checksum.algorithm}`,
      );
    }
    await catalog.uploads.addPart(upload, part);
  } catch (error) {
    await bodies.release(slices);
    throw error;
  }
  return part;
}

async function uploadPartCopy(context: S3Context, input: PartCopyInput): Promise<object> {
  const { catalog } = context;
  const source = findCopySource(catalog, input.CopySource);
  checkCopySource(source.object, input);
  const { size } = source.object;
  const range = copiedRange(input.CopySourceRange, size);
  if (range.end - range.start > MAX_COPY_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
    );
  }
  const slices = sliceRange(source.object.slices, range.start, range.end);
  const part = await addPart(context, input, (algorithm) => measureSlices(context.bodies, slices, algorithm));
  return {
    CopySourceVersionId: shownVersion(source.bucket, source.object),
    CopyPartResult: { ETag: part.etag, LastModified: new Date(part.lastModified), ...partChecksum(part) },
  };
}

/** A part has no checksum type. */
const partChecksum = ({ checksum }: Pick<PartRecord, 'checksum'>): Record<string, string> =>
  checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value };
