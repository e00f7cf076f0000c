import {
  CreateBucketCommand,
  type LifecycleRule,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Settings } from '../../core/config/types';
import { ACCESS_LOG_RULES, type BucketDefinition, type BucketRule, lakeBuckets } from '../../core/lake/buckets';
import type { LocalResources, Place } from './resources';
import { unlessThere } from './unless-there';

/** The lake stack's buckets with all that S3 keeps of them. */
export async function deployBuckets(
  settings: Settings,
  place: Place,
  { lakeBucket, rawBucket, workBucket, accessLogBucket, keyArn }: LocalResources,
  s3: S3Client,
): Promise<void> {
  const { lake, raw, work } = lakeBuckets(settings);
  const data = [
    { name: lakeBucket, folder: 'lake', ...lake },
    { name: rawBucket, folder: 'raw', ...raw },
    { name: workBucket, folder: 'work', ...work },
  ];
  const logged = data.map(({ name, folder }) => ({ source: arnOf(place, name), folder }));
  const logs = { name: accessLogBucket, isVersioned: false, rules: ACCESS_LOG_RULES };
  await deployBucket(s3, logs, logDelivery(place, accessLogBucket, logged), place);
  for (const bucket of data) {
    await deployBucket(s3, bucket, [], place);
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn };
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket.name,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
        },
      }),
    );
    const LoggingEnabled = { TargetBucket: accessLogBucket, TargetPrefix: `${bucket.folder}/` };
    await s3.send(new PutBucketLoggingCommand({ Bucket: bucket.name, BucketLoggingStatus: { LoggingEnabled } }));
  }
}

async function deployBucket(
  s3: S3Client,
  { name: Bucket, isVersioned, rules }: BucketDefinition & { readonly name: string },
  statements: readonly object[],
  place: Place,
): Promise<void> {
  await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
  if (isVersioned) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
  );
  const Policy = JSON.stringify({ Statement: [...tlsOnly(place, Bucket), ...statements], Version: '2012-10-17' });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const LifecycleConfiguration = { Rules: rules.map(lifecycleRule) };
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
}

const lifecycleRule = (rule: BucketRule): LifecycleRule => {
  const { id, prefix = '', expireAfter, forgetReplacedAfter, abortUploadsAfter } = rule;
  return {
    ID: id,
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    ...(expireAfter === undefined ? {} : { Expiration: { Days: expireAfter } }),
    ...(forgetReplacedAfter === undefined
      ? {}
      : {
          Expiration: { ExpiredObjectDeleteMarker: true },
          NoncurrentVersionExpiration: { NoncurrentDays: forgetReplacedAfter },
        }),
    ...(abortUploadsAfter === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadsAfter } }),
  };
};

const arnOf = ({ partition }: Place, bucket: string): string => `arn:${partition}:s3:::${bucket}`;

/** TLS 1.2 or nothing. The local S3 keeps policies and does not act on them. */
const tlsOnly = (place: Place, bucket: string): object[] =>
  [{ Bool: { 'aws:SecureTransport': 'false' } }, { NumericLessThan: { 's3:TlsVersion': 1.2 } }].map((Condition) => ({
    Action: 's3:*',
    Condition,
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Resource: [arnOf(place, bucket), `${arnOf(place, bucket)}/*`],
  }));

const logDelivery = (
  place: Place,
  bucket: string,
  logged: readonly { readonly source: string; readonly folder: string }[],
): object[] =>
  logged.map(({ source, folder }) => ({
    Action: 's3:PutObject',
    Condition: { ArnLike: { 'aws:SourceArn': source }, StringEquals: { 'aws:SourceAccount': place.accountId } },
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Resource: `${arnOf(place, bucket)}/${folder}/*`,
  }));
