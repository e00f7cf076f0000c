import type { ListObjectsCommandInput, ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import type { Needs, Operations, S3Context } from '../context';
import { invalidArgument } from '../errors';
import type { ObjectVersion } from '../records';
import { findPage, type Page } from './page-of-keys';

const MAX_KEYS = 1000;

export const listOperations = ({ catalog }: S3Context): Operations => ({
  ListObjectsV2: async (input: Needs<ListObjectsV2CommandInput, 'Bucket'>) => {
    const token = input.ContinuationToken === undefined ? undefined : decodeToken(input.ContinuationToken);
    const page = pageOf({ catalog }, input, token ?? input.StartAfter ?? '');
    return {
      ...answer(input, page),
      StartAfter: input.StartAfter === undefined ? undefined : encodeKey(input, input.StartAfter),
      ContinuationToken: input.ContinuationToken,
      KeyCount: page.objects.length + page.commonPrefixes.length,
      NextContinuationToken: page.next === undefined ? undefined : encodeToken(page.next),
    };
  },
  ListObjects: async (input: Needs<ListObjectsCommandInput, 'Bucket'>) => {
    const page = pageOf({ catalog }, input, input.Marker ?? '');
    const { Marker = '', Delimiter = '' } = input;
    return {
      ...answer(input, page),
      Marker: encodeKey(input, Marker),
      // Without a delimiter the last key is the marker, and S3 does not repeat it.
      NextMarker: page.next === undefined || Delimiter === '' ? undefined : encodeKey(input, page.next),
    };
  },
});

type ListInput = Needs<ListObjectsCommandInput, 'Bucket'> | Needs<ListObjectsV2CommandInput, 'Bucket'>;

function pageOf({ catalog }: Pick<S3Context, 'catalog'>, input: ListInput, after: string): Page<ObjectVersion> {
  const { Bucket, Prefix = '', Delimiter = '' } = input;
  const bucket = catalog.bucket(Bucket);
  return findPage(bucket.keys, { prefix: Prefix, delimiter: Delimiter, after, most: maxKeys(input) }, (key) =>
    bucket.current(key),
  );
}

function maxKeys({ MaxKeys = MAX_KEYS }: ListInput): number {
  if (MaxKeys < 0)
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', MaxKeys);
  return Math.min(MaxKeys, MAX_KEYS);
}

const answer = (input: ListInput, { objects, commonPrefixes, next }: Page<ObjectVersion>) => ({
  Name: input.Bucket,
  Prefix: encodeKey(input, input.Prefix ?? ''),
  Delimiter: input.Delimiter === undefined ? undefined : encodeKey(input, input.Delimiter),
  MaxKeys: maxKeys(input),
  EncodingType: input.EncodingType,
  IsTruncated: next !== undefined,
  Contents: objects.map(({ key, size, etag, lastModified, headers, checksum }) => ({
    Key: encodeKey(input, key),
    LastModified: new Date(lastModified),
    ETag: etag,
    ChecksumAlgorithm: checksum === undefined ? undefined : [checksum.algorithm],
    ChecksumType: checksum?.type,
    Size: size,
    StorageClass: headers.StorageClass ?? 'STANDARD',
  })),
  CommonPrefixes: commonPrefixes.map((p) => ({ Prefix: encodeKey(input, p) })),
});

/** XML 1.0 cannot carry every key; `encoding-type=url` can. */
export const encodeKey = ({ EncodingType }: { readonly EncodingType?: string }, key: string): string =>
  EncodingType === 'url'
    ? encodeURIComponent(key)
        .replaceAll('%2F', '/')
        .replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+')
    : key;

const encodeToken = (key: string): string => Buffer.from(`1${key}`).toString('base64url');

function decodeToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('1'))
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return text.slice(1);
}
