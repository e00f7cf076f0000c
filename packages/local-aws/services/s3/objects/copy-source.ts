import type { Bucket } from '../buckets/bucket';
import type { Catalog } from '../catalog';
import { invalidArgument } from '../errors';
import type { ObjectVersion } from '../records';
import { findVersion } from './find-version';

export interface CopySource {
  readonly bucket: Bucket;
  readonly object: ObjectVersion;
  /** A certain version was asked for. */
  readonly isPinned: boolean;
}

/**
 * `/bucket/key` or `bucket/key`, percent-encoded, perhaps with `?versionId=`. Throws NoSuchBucket, NoSuchKey,
 * InvalidArgument.
 */
export function findCopySource(catalog: Catalog, header: string): CopySource {
  const [path = '', versionId] = header.split('?versionId=');
  const [, name = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  if (key === '') {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  }
  const bucket = catalog.bucket(name);
  return { bucket, object: findVersion(bucket, key, versionId), isPinned: versionId !== undefined };
}
