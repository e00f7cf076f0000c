import type {
  CreateBucketCommandInput,
  ListBucketsCommandInput,
  PutBucketVersioningCommandInput,
} from '@aws-sdk/client-s3';
import type { RequestContext } from '../../../service';
import type { Needs, Operations, S3Context } from '../context';
import { notFound, s3Error } from '../errors';
import { newBucketSettings, ownerOf } from './ownership';

type ByBucket = { readonly Bucket: string };

export const bucketOperations = (context: S3Context): Operations => {
  const { catalog } = context;
  return {
    CreateBucket: (input: Needs<CreateBucketCommandInput, 'Bucket'>, caller: RequestContext) =>
      createBucket(context, input, caller.accountId),
    DeleteBucket: async ({ Bucket }: ByBucket) => {
      const bucket = catalog.bucket(Bucket);
      if (!bucket.isEmpty) {
        throw s3Error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', { BucketName: Bucket });
      }
      await catalog.deleteBucket(bucket);
      return {};
    },
    HeadBucket: async ({ Bucket }: ByBucket) => {
      const bucket = catalog.find(Bucket);
      if (bucket === undefined) throw notFound();
      return { BucketRegion: bucket.record.region };
    },
    GetBucketLocation: async ({ Bucket }: ByBucket) => {
      const { record } = catalog.bucket(Bucket);
      // us-east-1 has no location, for history's sake.
      return { LocationConstraint: record.region === 'us-east-1' ? undefined : record.region };
    },
    ListBuckets: async ({ Prefix = '' }: ListBucketsCommandInput, { accountId }: RequestContext) => ({
      Owner: { ID: accountId },
      Buckets: catalog
        .buckets()
        .filter(({ name, record }) => name.startsWith(Prefix) && ownerOf(record, context) === accountId)
        .map(({ record }) => ({
          Name: record.name,
          CreationDate: new Date(record.createdAt),
          BucketRegion: record.region,
        })),
    }),
    GetBucketVersioning: async ({ Bucket }: ByBucket) => ({ Status: catalog.bucket(Bucket).record.versioning }),
    PutBucketVersioning: async ({
      Bucket,
      VersioningConfiguration,
    }: Needs<PutBucketVersioningCommandInput, 'Bucket'>) => {
      const versioning = VersioningConfiguration?.Status;
      if (versioning !== undefined) await catalog.changeBucket(catalog.bucket(Bucket), { versioning });
      return {};
    },
  };
};

async function createBucket(
  context: S3Context,
  input: Needs<CreateBucketCommandInput, 'Bucket'>,
  accountId: string,
): Promise<object> {
  const { catalog, clock, region } = context;
  const { Bucket, CreateBucketConfiguration } = input;
  checkName(Bucket);
  const existing = catalog.find(Bucket);
  if (existing !== undefined)
    throw ownerOf(existing.record, context) === accountId ? alreadyYours(Bucket) : alreadyTaken(Bucket);
  await catalog.createBucket({
    name: Bucket,
    accountId,
    createdAt: clock.now(),
    region: CreateBucketConfiguration?.LocationConstraint ?? region,
    settings: newBucketSettings(input),
  });
  return { Location: `/${Bucket}` };
}

const alreadyYours = (BucketName: string) =>
  s3Error(
    'BucketAlreadyOwnedByYou',
    409,
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName },
  );

const alreadyTaken = (BucketName: string) =>
  s3Error(
    'BucketAlreadyExists',
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    { BucketName },
  );

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')) return;
  throw s3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
}
