import type { DeleteObjectCommandInput, DeleteObjectsCommandInput } from '@aws-sdk/client-s3';
import type { Bucket } from '../buckets/bucket';
import type { Needs, Operations, S3Context } from '../context';
import { malformedXml } from '../errors';
import { shownVersion } from '../headers';
import type { Happening } from '../notifications/happening';
import { NULL_VERSION, type ObjectVersion } from '../records';
import { checkWrite } from './conditions';

const MAX_KEYS = 1000;

interface Deletion {
  readonly Key: string;
  readonly VersionId?: string;
}

interface Deleted {
  readonly key: string;
  /** Removed for good. */
  readonly version?: ObjectVersion;
  /** Put in its place. */
  readonly marker?: ObjectVersion;
}

export const deleteOperations = (context: S3Context): Operations => ({
  DeleteObject: async (input: Needs<DeleteObjectCommandInput, 'Bucket' | 'Key'>) => {
    const bucket = context.catalog.bucket(input.Bucket);
    if (input.IfMatch !== undefined) checkWrite(input.Key, bucket.current(input.Key), { IfMatch: input.IfMatch });
    const [{ version, marker } = {}] = await deleteAll(context, bucket, [
      { Key: input.Key, VersionId: input.VersionId },
    ]);
    const shown = marker ?? (input.VersionId === undefined ? undefined : version);
    return {
      DeleteMarker: marker !== undefined || version?.isDeleteMarker === true ? true : undefined,
      VersionId: shown === undefined ? undefined : shownVersion(bucket, shown),
    };
  },

  DeleteObjects: async ({ Bucket, Delete }: Needs<DeleteObjectsCommandInput, 'Bucket'>) => {
    const bucket = context.catalog.bucket(Bucket);
    const objects = Delete?.Objects ?? [];
    if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml();
    const named = objects.map(({ Key = '', VersionId }) => ({ Key, VersionId }));
    const deleted = await deleteAll(context, bucket, named);
    if (Delete?.Quiet) return {};
    return {
      Deleted: deleted.map(({ key, version, marker }, i) => ({
        Key: key,
        VersionId: named[i]?.VersionId,
        DeleteMarker: marker !== undefined || version?.isDeleteMarker === true ? true : undefined,
        DeleteMarkerVersionId: marker?.versionId,
      })),
    };
  },
});

/**
 * Removes what is there, or lays delete markers over it: as the bucket's versioning has it. What is not there is
 * deleted already.
 */
export async function deleteAll(
  context: S3Context,
  bucket: Bucket,
  deletions: readonly Deletion[],
): Promise<Deleted[]> {
  const { catalog } = context;
  const isVersioned = bucket.record.versioning !== undefined;
  const done: Deleted[] = deletions.map(({ Key, VersionId }) => {
    if (VersionId !== undefined) return { key: Key, version: bucket.version(Key, VersionId) };
    if (isVersioned) return { key: Key, marker: deleteMarker(context, bucket, Key) };
    return { key: Key, version: bucket.version(Key, NULL_VERSION) };
  });
  const removed = new Set(done.flatMap(({ version }) => version ?? []));
  const markers = done.flatMap(({ marker }) => marker ?? []);
  // S3 tells of a key that was not there, too.
  const happenings = done.map(
    ({ key, version, marker }): Happening =>
      marker === undefined
        ? { name: 'ObjectRemoved:Delete', key, version }
        : { name: 'ObjectRemoved:DeleteMarkerCreated', key, version: marker },
  );
  await catalog.remove(bucket, [...removed], markers, happenings);
  return done;
}

const deleteMarker = ({ catalog, clock }: S3Context, bucket: Bucket, key: string): ObjectVersion => ({
  key,
  ...catalog.nextVersion(bucket),
  lastModified: clock.now(),
  isDeleteMarker: true,
  size: 0,
  etag: '',
  slices: [],
  headers: {},
});
