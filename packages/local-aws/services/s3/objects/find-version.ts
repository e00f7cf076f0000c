import type { Bucket } from '../buckets/bucket';
import { methodNotAllowed, noSuchKey, noSuchVersion } from '../errors';
import type { ObjectVersion } from '../records';

/**
 * The current object, or the version asked for. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete
 * marker.
 */
export function findVersion(bucket: Bucket, key: string, versionId?: string): ObjectVersion {
  if (versionId === undefined) {
    const object = bucket.current(key);
    if (object === undefined) throw noSuchKey(key);
    return object;
  }
  const version = bucket.version(key, versionId);
  if (version === undefined) throw noSuchVersion(key, versionId);
  if (version.isDeleteMarker) throw methodNotAllowed('GET');
  return version;
}
