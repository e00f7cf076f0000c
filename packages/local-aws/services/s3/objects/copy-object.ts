import type { CopyObjectCommandInput } from '@aws-sdk/client-s3';
import { checksumMembers, isChecksumAlgorithm } from '../bodies/checksums';
import { measureSlices, type TakenBody } from '../bodies/take-body';
import type { Needs, S3Context } from '../context';
import { invalidRequest } from '../errors';
import { encryptionOf, etagOf, keptHeaders, shownVersion, writtenAnswer } from '../headers';
import type { ObjectHeaders, ObjectVersion } from '../records';
import { checkCopySource, checkWrite } from './conditions';
import { findCopySource } from './copy-source';
import { parseTagging } from './tags';

type CopyInput = Needs<CopyObjectCommandInput, 'Bucket' | 'Key' | 'CopySource'>;

/** Larger objects need UploadPartCopy. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** A copy refers to the same bytes: it costs a metadata write, unless its checksum or MD5 is yet to be found. */
export async function copyObject(context: S3Context, input: CopyInput): Promise<object> {
  const { catalog, bodies, clock } = context;
  const bucket = catalog.bucket(input.Bucket);
  const source = findCopySource(catalog, input.CopySource);
  checkCopySource(source.object, input);
  checkWrite(input.Key, bucket.current(input.Key), input);
  if (source.object.size > MAX_COPY_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
    );
  }
  if (source.bucket === bucket && source.object.key === input.Key && !source.isPinned && !changesAnything(input)) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const headers: ObjectHeaders =
    input.MetadataDirective === 'REPLACE'
      ? keptHeaders(bucket, input)
      : {
          ...source.object.headers,
          StorageClass: input.StorageClass === 'STANDARD' ? undefined : input.StorageClass,
          ...encryptionOf(bucket, input),
        };
  const { slices, size, md5, checksum } = await sameBytes(context, source.object, input.ChecksumAlgorithm);
  const object: ObjectVersion = {
    key: input.Key,
    ...catalog.nextVersion(bucket),
    lastModified: clock.now(),
    size,
    md5,
    etag: etagOf(md5, headers),
    slices,
    checksum,
    headers,
    tags: input.TaggingDirective === 'REPLACE' ? parseTagging(input.Tagging) : source.object.tags,
  };
  try {
    checkWrite(input.Key, bucket.current(input.Key), input);
  } catch (error) {
    await bodies.release(slices);
    throw error;
  }
  await catalog.add(bucket, object, 'ObjectCreated:Copy');
  return {
    CopyObjectResult: { ETag: object.etag, LastModified: new Date(object.lastModified), ...checksumMembers(checksum) },
    CopySourceVersionId: shownVersion(source.bucket, source.object),
    ...writtenAnswer(bucket, object),
  };
}

const changesAnything = (input: CopyInput): boolean =>
  input.MetadataDirective === 'REPLACE' ||
  [input.StorageClass, input.WebsiteRedirectLocation, input.ServerSideEncryption].some((v) => v !== undefined);

/**
 * The source's bytes, referred to once more. They are read only to learn an MD5 or checksum that nobody has worked out
 * yet.
 */
async function sameBytes({ bodies }: S3Context, source: ObjectVersion, asked?: string): Promise<TakenBody> {
  const algorithm =
    asked !== undefined && isChecksumAlgorithm(asked) ? asked : (source.checksum?.algorithm ?? 'CRC64NVME');
  const { checksum, md5, size, slices } = source;
  if (md5 !== undefined && checksum?.type === 'FULL_OBJECT' && checksum.algorithm === algorithm) {
    bodies.retain(slices);
    return { slices, size, md5, checksum };
  }
  return measureSlices(bodies, slices, algorithm);
}
