import type { ObjectStore } from '../../service';
import { takeBody } from './bodies/take-body';
import { bucketOperations } from './buckets/operations';
import type { S3Context } from './context';
import { etagOf, keptHeaders } from './headers';
import { deleteAll } from './objects/delete-objects';
import { findVersion } from './objects/find-version';
import { sliceRange } from './records';

/** The same objects, in process: no HTTP, no pace, CRC32 as an SDK client would send it. */
export function createObjectStore(context: S3Context): ObjectStore {
  const { catalog, bodies, clock, region, accountId } = context;
  const { CreateBucket } = bucketOperations(context);
  return {
    async createBucket(name) {
      const itself = { accountId, region, principalArn: '', requestId: '' };
      if (catalog.find(name) === undefined) await CreateBucket!({ Bucket: name }, itself);
    },
    async put(bucketName, key, body, { contentType } = {}) {
      const bucket = catalog.bucket(bucketName);
      const headers = keptHeaders(bucket, { ContentType: contentType });
      const taken = await takeBody(bodies, body, {}, 'CRC32');
      const version = catalog.nextVersion(bucket);
      const lastModified = clock.now();
      const etag = etagOf(taken.md5, headers);
      const object = { key, ...version, lastModified, ...taken, etag, headers };
      await catalog.add(bucket, object, 'ObjectCreated:Put');
    },
    async get(bucketName, key, range) {
      const { slices, size } = findVersion(catalog.bucket(bucketName), key);
      return bodies.readAll(range === undefined ? slices : sliceRange(slices, range.start, Math.min(range.end, size)));
    },
    list(bucketName, prefix) {
      const bucket = catalog.bucket(bucketName);
      const found = [];
      for (const key of bucket.keys.from(prefix)) {
        if (!key.startsWith(prefix)) break;
        const object = bucket.current(key);
        if (object === undefined) continue;
        const { size, etag, lastModified } = object;
        found.push({ key, size, etag, lastModified: new Date(lastModified) });
      }
      return found;
    },
    async delete(bucketName, key) {
      await deleteAll(context, catalog.bucket(bucketName), [{ Key: key }]);
    },
  };
}
