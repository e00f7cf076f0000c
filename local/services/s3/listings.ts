import type { Operation } from '../service';
import { bucketNamed } from './answers';
import type { Buckets, StoredObject } from './bucket';
import { list } from './listing';

interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly EncodingType?: 'url';
}

const MOST_KEYS = 1000;

/** ListObjectsV2 and its predecessor. */
export function listOperations(buckets: Buckets): Record<string, Operation> {
  return {
    async ListObjectsV2(input: ListInput & { ContinuationToken?: string; StartAfter?: string }) {
      const token = input.ContinuationToken && Buffer.from(input.ContinuationToken, 'base64url').toString();
      const { page, common } = pageOf(buckets, input, token ?? input.StartAfter ?? '');
      return {
        ...common,
        StartAfter: input.StartAfter,
        ContinuationToken: input.ContinuationToken,
        KeyCount: page.objects.length + page.commonPrefixes.length,
        NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
      };
    },
    async ListObjects(input: ListInput & { Marker?: string }) {
      const { page, common } = pageOf(buckets, input, input.Marker ?? '');
      return { ...common, Marker: input.Marker ?? '', NextMarker: page.next };
    },
  };
}

function pageOf(buckets: Buckets, input: ListInput, after: string) {
  const { Prefix = '', Delimiter = '', EncodingType } = input;
  const most = Math.min(input.MaxKeys ?? MOST_KEYS, MOST_KEYS);
  const page = list(bucketNamed(buckets, input.Bucket), { prefix: Prefix, delimiter: Delimiter, after, most });
  const encoded = (key: string): string =>
    EncodingType === 'url' ? encodeURIComponent(key).replaceAll('%2F', '/') : key;
  return {
    page,
    common: {
      Name: input.Bucket,
      Prefix: encoded(Prefix),
      Delimiter: Delimiter === '' ? undefined : encoded(Delimiter),
      MaxKeys: most,
      EncodingType,
      IsTruncated: page.next !== undefined,
      Contents: page.objects.map((o) => listed(o, encoded)),
      CommonPrefixes: page.commonPrefixes.map((p) => ({ Prefix: encoded(p) })),
    },
  };
}

const listed = (object: StoredObject, encoded: (key: string) => string) => ({
  Key: encoded(object.key),
  Size: object.size,
  ETag: object.etag,
  LastModified: new Date(object.lastModified),
  StorageClass: object.headers.StorageClass ?? 'STANDARD',
});
