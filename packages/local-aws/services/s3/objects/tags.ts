import type { GetObjectTaggingCommandInput, PutObjectTaggingCommandInput } from '@aws-sdk/client-s3';
import type { RequestContext } from '../../../service';
import type { Needs, Operations, S3Context } from '../context';
import { s3Error } from '../errors';
import { shownVersion } from '../headers';
import { findVersion } from './find-version';

export type Tags = Readonly<Record<string, string>>;

const MAX_TAGS = 10;

/** Tags as the header of a Put carries them: `a=1&b=2`. */
export const parseTagging = (header: string | undefined): Tags | undefined =>
  header === undefined ? undefined : checkTags([...new URLSearchParams(header)]);

function checkTags(pairs: readonly (readonly [key: string, value: string])[]): Tags {
  const keys = new Set(pairs.map(([key]) => key));
  if (pairs.length > MAX_TAGS) throw s3Error('BadRequest', 400, 'Object tags cannot be greater than 10');
  if (keys.size < pairs.length) throw s3Error('InvalidTag', 400, 'Cannot provide multiple Tags with the same key');
  for (const [key, value] of pairs) {
    if (key === '' || key.length > 128)
      throw s3Error('InvalidTag', 400, 'The TagKey you have provided is invalid', { TagKey: key });
    if (value.length > 256)
      throw s3Error('InvalidTag', 400, 'The TagValue you have provided is invalid', { TagKey: key });
  }
  return Object.fromEntries(pairs);
}

export function tagOperations({ catalog }: S3Context): Operations {
  const replace = async (
    { Bucket, Key, VersionId }: Needs<GetObjectTaggingCommandInput, 'Bucket' | 'Key'>,
    tags: Tags | undefined,
  ) => {
    const bucket = catalog.bucket(Bucket);
    const object = findVersion(bucket, Key, VersionId);
    await catalog.replace(bucket, { ...object, tags });
    return { VersionId: shownVersion(bucket, object) };
  };
  return {
    GetObjectTagging: async ({ Bucket, Key, VersionId }: Needs<GetObjectTaggingCommandInput, 'Bucket' | 'Key'>) => {
      const bucket = catalog.bucket(Bucket);
      const object = findVersion(bucket, Key, VersionId);
      const tags = Object.entries(object.tags ?? {}).map(([k, v]) => ({ Key: k, Value: v }));
      return { TagSet: tags, VersionId: shownVersion(bucket, object) };
    },
    PutObjectTagging: (input: Needs<PutObjectTaggingCommandInput, 'Bucket' | 'Key'>, _context: RequestContext) => {
      const tags = input.Tagging?.TagSet ?? [];
      return replace(input, checkTags(tags.map(({ Key = '', Value = '' }) => [Key, Value])));
    },
    DeleteObjectTagging: (input: Needs<GetObjectTaggingCommandInput, 'Bucket' | 'Key'>) => replace(input, undefined),
  };
}
