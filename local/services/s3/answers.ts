import { ServiceError } from '../service';
import type { Bucket, Buckets, ObjectHeaders, StoredObject } from './bucket';

export function bucketNamed(buckets: Buckets, name: string): Bucket {
  const bucket = buckets.find(name);
  if (bucket !== undefined) return bucket;
  throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', {
    status: 404,
    members: { BucketName: name },
  });
}

export function objectAt(bucket: Bucket, key: string): StoredObject {
  const object = bucket.get(key);
  if (object !== undefined) return object;
  throw new ServiceError('NoSuchKey', 'The specified key does not exist.', { status: 404, members: { Key: key } });
}

/** The request's members that are kept with the object. */
export function keptHeaders(input: ObjectHeaders): ObjectHeaders {
  const kept: ObjectHeaders = {
    ContentType: input.ContentType ?? 'binary/octet-stream',
    ContentEncoding: withoutChunking(input.ContentEncoding),
    ContentLanguage: input.ContentLanguage,
    ContentDisposition: input.ContentDisposition,
    CacheControl: input.CacheControl,
    StorageClass: input.StorageClass,
    ServerSideEncryption: input.ServerSideEncryption ?? 'AES256',
    SSEKMSKeyId: input.SSEKMSKeyId,
    Metadata: input.Metadata,
  };
  return Object.fromEntries(Object.entries(kept).filter(([, v]) => v !== undefined));
}

/** `aws-chunked` says how the body travelled, not what it is. */
const withoutChunking = (encoding: string | undefined): string | undefined =>
  encoding
    ?.split(',')
    .map((e) => e.trim())
    .filter((e) => e !== 'aws-chunked')
    .join(', ') || undefined;

/** What GetObject and HeadObject have in common. */
export const objectAnswer = (object: StoredObject, withChecksum: boolean): Record<string, unknown> => ({
  ...object.headers,
  AcceptRanges: 'bytes',
  ContentLength: object.size,
  ETag: object.etag,
  LastModified: new Date(object.lastModified),
  ...(withChecksum && object.checksumCrc32 ? { ChecksumCRC32: object.checksumCrc32, ChecksumType: 'FULL_OBJECT' } : {}),
});

/** `/bucket/key`, `bucket/key`, percent-encoded, perhaps with `?versionId=`. */
export function parseCopySource(source: string): { readonly bucket: string; readonly key: string } {
  const [path = ''] = source.split('?versionId=');
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  if (key !== '') return { bucket, key };
  throw new ServiceError('InvalidArgument', `Copy Source must mention the source bucket and key: ${source}`, {
    status: 400,
  });
}
