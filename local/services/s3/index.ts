import { join } from 'node:path';
import type { Clock } from '../../clock';
import { DurableMap, type Store } from '../../store';
import { type LocalService, type ObjectStore, type Operation, ServiceError } from '../service';
import { bucketNamed, objectAt } from './answers';
import { BlobFolder } from './blobs';
import { Buckets } from './bucket';
import { list } from './listing';
import { listOperations } from './listings';
import { multipartOperations, type Upload } from './multipart';
import { objectOperations } from './objects';
import { blobRanges } from './ranges';

export interface S3Dependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly region: string;
  /** Bodies are kept below this folder. */
  readonly directory: string;
}

export interface S3 {
  readonly service: LocalService;
  /** The same objects, in process. */
  readonly objects: ObjectStore;
}

/** S3 on disk: immutable blobs that objects refer to, so that a copy costs a metadata write. */
export async function createS3({ clock, store, region, directory }: S3Dependencies): Promise<S3> {
  const blobs = new BlobFolder(join(directory, 'blobs'));
  const buckets = await Buckets.load(store, (id) => blobs.remove(id));
  const uploads = await DurableMap.load<Upload>(store, 's3-uploads');
  const operations = {
    ...bucketOperations(buckets, clock, region),
    ...objectOperations(buckets, blobs, clock),
    ...listOperations(buckets),
    ...multipartOperations(buckets, blobs, uploads, clock),
  };
  return { service: { name: 's3', operations }, objects: objectStore(buckets, blobs, operations) };
}

function bucketOperations(buckets: Buckets, clock: Clock, region: string): Record<string, Operation> {
  return {
    async CreateBucket({ Bucket }: { Bucket: string }) {
      checkName(Bucket);
      if (buckets.find(Bucket) !== undefined) {
        throw new ServiceError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          { status: 409 },
        );
      }
      await buckets.create(Bucket, clock.now());
      return { Location: `/${Bucket}` };
    },
    async DeleteBucket({ Bucket }: { Bucket: string }) {
      if (!bucketNamed(buckets, Bucket).isEmpty)
        throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', { status: 409 });
      await buckets.remove(Bucket);
      return {};
    },
    async HeadBucket({ Bucket }: { Bucket: string }) {
      if (buckets.find(Bucket) === undefined) throw new ServiceError('NotFound', 'Not Found', { status: 404 });
      return { BucketRegion: region };
    },
    async ListBuckets() {
      return {
        Buckets: buckets.all().map((b) => ({ Name: b.name, CreationDate: new Date(b.createdAt) })),
        Owner: { ID: 'local' },
      };
    },
    async GetBucketLocation({ Bucket }: { Bucket: string }) {
      bucketNamed(buckets, Bucket);
      return { LocationConstraint: region };
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')) return;
  throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', {
    status: 400,
    members: { BucketName: name },
  });
}

function objectStore(buckets: Buckets, blobs: BlobFolder, operations: Record<string, Operation>): ObjectStore {
  const context = { accountId: '', region: '', principalArn: '', requestId: '' };
  return {
    async createBucket(Bucket) {
      if (buckets.find(Bucket) === undefined) await operations.CreateBucket!({ Bucket }, context);
    },
    async put(Bucket, Key, Body, { contentType } = {}) {
      await operations.PutObject!({ Bucket, Key, Body, ContentType: contentType }, context);
    },
    get: (bucket, key, range) => blobs.readAll(blobRanges(objectAt(bucketNamed(buckets, bucket), key), range)),
    list(bucket, prefix) {
      const { objects } = list(bucketNamed(buckets, bucket), {
        prefix,
        delimiter: '',
        after: '',
        most: Number.POSITIVE_INFINITY,
      });
      return objects.map(({ key, size, etag, lastModified }) => ({
        key,
        size,
        etag,
        lastModified: new Date(lastModified),
      }));
    },
    async delete(bucket, key) {
      await buckets.delete(bucketNamed(buckets, bucket), [key]);
    },
  };
}
