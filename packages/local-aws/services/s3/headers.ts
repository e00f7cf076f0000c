import { randomBytes } from 'node:crypto';
import { checksumMembers } from './bodies/checksums';
import type { Bucket } from './buckets/bucket';
import { invalidArgument } from './errors';
import type { ObjectHeaders, ObjectVersion } from './records';

/** Members of a request that are kept with the object. */
export interface HeaderInput extends Omit<ObjectHeaders, 'expiresAt'> {
  readonly Expires?: Date;
}

const MAX_METADATA_BYTES = 2048;

/** The request's own encryption, else the bucket's, else S3's. */
export function keptHeaders(bucket: Bucket, input: HeaderInput): ObjectHeaders {
  const { Expires, Metadata } = input;
  const size = Object.entries(Metadata ?? {}).reduce((sum, [k, v]) => sum + Buffer.byteLength(k + v), 0);
  if (size > MAX_METADATA_BYTES) {
    throw invalidArgument('Your metadata headers exceed the maximum allowed metadata size', 'x-amz-meta', size);
  }
  return defined({
    ContentType: input.ContentType ?? 'binary/octet-stream',
    ContentEncoding: withoutChunking(input.ContentEncoding),
    ContentLanguage: input.ContentLanguage,
    ContentDisposition: input.ContentDisposition,
    CacheControl: input.CacheControl,
    expiresAt: Expires?.getTime(),
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    StorageClass: input.StorageClass === 'STANDARD' ? undefined : input.StorageClass,
    ...encryptionOf(bucket, input),
    Metadata,
  });
}

export function encryptionOf(
  bucket: Bucket,
  { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled }: HeaderInput,
): Pick<ObjectHeaders, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'> {
  if (ServerSideEncryption !== undefined) return { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled };
  const configured = bucket.record.settings.ServerSideEncryptionConfiguration as EncryptionSetting | undefined;
  const rule = configured?.Rules?.[0];
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  return {
    ServerSideEncryption: byDefault?.SSEAlgorithm ?? 'AES256',
    SSEKMSKeyId: byDefault?.KMSMasterKeyID,
    BucketKeyEnabled: rule?.BucketKeyEnabled,
  };
}

interface EncryptionSetting {
  readonly Rules?: readonly {
    readonly ApplyServerSideEncryptionByDefault?: { readonly SSEAlgorithm?: string; readonly KMSMasterKeyID?: string };
    readonly BucketKeyEnabled?: boolean;
  }[];
}

/** The ETag is the body's MD5, except under KMS, where it says nothing about the body: two equal ones differ. */
export const etagOf = (md5: string, { ServerSideEncryption }: ObjectHeaders): string =>
  `"${ServerSideEncryption?.startsWith('aws:kms') ? randomBytes(16).toString('hex') : md5}"`;

/** `aws-chunked` says how the body travelled, not what it is. */
const withoutChunking = (encoding: string | undefined): string | undefined =>
  encoding
    ?.split(',')
    .map((e) => e.trim())
    .filter((e) => e !== 'aws-chunked')
    .join(',') || undefined;

const defined = (headers: ObjectHeaders): ObjectHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([, v]) => v !== undefined));

/** What GetObject and HeadObject answer of an object besides its bytes. */
export function objectAnswer(bucket: Bucket, object: ObjectVersion, withChecksum: boolean): Record<string, unknown> {
  const { expiresAt, ...headers } = object.headers;
  const tagCount = Object.keys(object.tags ?? {}).length;
  return {
    ...headers,
    ...(expiresAt === undefined
      ? {}
      : { Expires: new Date(expiresAt), ExpiresString: new Date(expiresAt).toUTCString() }),
    AcceptRanges: 'bytes',
    ContentLength: object.size,
    ETag: object.etag,
    LastModified: new Date(object.lastModified),
    VersionId: shownVersion(bucket, object),
    TagCount: tagCount === 0 ? undefined : tagCount,
    ...(withChecksum ? checksumMembers(object.checksum) : {}),
  };
}

/** A bucket that was never versioned does not speak of versions. */
export const shownVersion = (
  { record }: Bucket,
  { versionId }: Pick<ObjectVersion, 'versionId'>,
): string | undefined => (record.versioning === undefined ? undefined : versionId);

/** What the writes answer of an object. */
export const writtenAnswer = (bucket: Bucket, object: ObjectVersion): Record<string, unknown> => ({
  ServerSideEncryption: object.headers.ServerSideEncryption,
  SSEKMSKeyId: object.headers.SSEKMSKeyId,
  BucketKeyEnabled: object.headers.BucketKeyEnabled,
  VersionId: shownVersion(bucket, object),
});
