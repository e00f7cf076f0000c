import type { ListObjectVersionsCommandInput } from '@aws-sdk/client-s3';
import type { Needs, Operations, S3Context } from '../context';
import type { ObjectVersion } from '../records';
import { encodeKey } from './list-objects';

const MAX_KEYS = 1000;

type Input = Needs<ListObjectVersionsCommandInput, 'Bucket'>;

/** Every version of every key, newest first within a key, delete markers among them. */
export const versionListOperations = ({ catalog }: S3Context): Operations => ({
  ListObjectVersions: async (input: Input) => {
    const bucket = catalog.bucket(input.Bucket);
    const { Prefix = '', Delimiter = '', KeyMarker = '', VersionIdMarker } = input;
    const most = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
    const shown: ObjectVersion[] = [];
    const prefixes = new Set<string>();
    let isTruncated = false;
    walk: for (const key of bucket.keys.from(bucket.keys.compare(KeyMarker, Prefix) > 0 ? KeyMarker : Prefix)) {
      if (!key.startsWith(Prefix)) break;
      const end = Delimiter === '' ? -1 : key.indexOf(Delimiter, Prefix.length);
      const common = end === -1 ? undefined : key.slice(0, end + Delimiter.length);
      if (common !== undefined && (prefixes.has(common) || KeyMarker.startsWith(common))) continue;
      const versions =
        common === undefined ? versionsAfter(bucket.versions(key), key, KeyMarker, VersionIdMarker) : [undefined];
      for (const version of versions) {
        if (shown.length + prefixes.size === most) {
          isTruncated = true;
          break walk;
        }
        if (version === undefined) prefixes.add(common ?? '');
        else shown.push(version);
      }
    }
    const last = shown.at(-1);
    const isNewest = ({ key, versionId }: ObjectVersion): boolean => bucket.versions(key)[0]?.versionId === versionId;
    const common = (v: ObjectVersion) => ({
      Key: encodeKey(input, v.key),
      VersionId: v.versionId,
      IsLatest: isNewest(v),
      LastModified: new Date(v.lastModified),
    });
    return {
      Name: bucket.name,
      Prefix: encodeKey(input, Prefix),
      Delimiter: input.Delimiter,
      KeyMarker: encodeKey(input, KeyMarker),
      VersionIdMarker,
      MaxKeys: most,
      EncodingType: input.EncodingType,
      IsTruncated: isTruncated,
      NextKeyMarker: isTruncated ? encodeKey(input, last?.key ?? [...prefixes].at(-1) ?? '') : undefined,
      NextVersionIdMarker: isTruncated ? last?.versionId : undefined,
      Versions: shown
        .filter((v) => !v.isDeleteMarker)
        .map((v) => ({ ...common(v), ETag: v.etag, Size: v.size, StorageClass: v.headers.StorageClass ?? 'STANDARD' })),
      DeleteMarkers: shown.filter((v) => v.isDeleteMarker).map(common),
      CommonPrefixes: [...prefixes].map((p) => ({ Prefix: encodeKey(input, p) })),
    };
  },
});

/** A key marker alone leaves out its key; with a version it leaves out that version and the newer ones. */
function versionsAfter(
  versions: readonly ObjectVersion[],
  key: string,
  keyMarker: string,
  versionIdMarker: string | undefined,
) {
  if (key !== keyMarker) return versions;
  if (versionIdMarker === undefined) return [];
  return versions.slice(versions.findIndex((v) => v.versionId === versionIdMarker) + 1);
}
