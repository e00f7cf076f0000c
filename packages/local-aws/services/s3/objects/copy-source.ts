import type { Bucket } from '../buckets/bucket';
import type { Catalog } from '../catalog';
import { checkNotArchived, invalidArgument } from '../errors';
import type { ObjectVersion } from '../records';
import { findVersion } from './find-version';

export interface CopySource {
  readonly bucket: Bucket;
  readonly object: ObjectVersion;
  /** A certain version was asked for. */
  readonly isPinned: boolean;
}

/** Empty where it is not well-formed. */
export function parsedSource(header: string): { bucket: string; key: string; versionId: string | undefined } {
  const [path = '', versionId] = header.split('?versionId=');
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  return { bucket, key, versionId };
}

/**
 * `/bucket/key` or `bucket/key`, percent-encoded, perhaps with `?versionId=`. Throws NoSuchBucket, NoSuchKey,
 * InvalidArgument.
 */
export function findCopySource(catalog: Catalog, header: string): CopySource {
  const { bucket: name, key, versionId } = parsedSource(header);
  if (key === '') {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  }
  const bucket = catalog.bucket(name);
  const object = findVersion(bucket, key, versionId);
  checkNotArchived(object);
  return { bucket, object, isPinned: versionId !== undefined };
}
