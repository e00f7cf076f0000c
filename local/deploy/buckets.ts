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
import { expiringFolders } from '../../core/lake/expiring-folders';
import { readersOnly } from '../../core/lake/readers';
import { bucketAdmits, copiesOfLake } from '../../core/replication/rights/server-side';
import type { DurableMap } from '../../packages/local-aws/store';
import type { LocalResources, Place } from './resources';
import { unlessThere } from './unless-there';

export interface BucketClients {
  readonly s3: S3Client;
  /** What earlier deployments put on each bucket. */
  readonly buckets: DurableMap<string>;
}

/**
 * The lake stack's buckets with all that S3 keeps of them. As CloudFormation does, only what changed since the last
 * deployment is put.
 */
export async function deployBuckets(
  settings: Settings,
  place: Place,
  { lakeBucket, rawBucket, workBucket, accessLogBucket, lakeReaders, rawReaders, keyArn }: LocalResources,
  clients: BucketClients,
): Promise<void> {
  const { lake, raw, work } = lakeBuckets(settings, expiringFolders(settings));
  const lakeArn = arnOf(place, lakeBucket);
  const copies = copiesOfLake(settings).map(({ output, source }) => bucketAdmits(output, source, lakeArn)!);
  const data = [
    { name: lakeBucket, folder: 'lake', statements: [readersOnly(lakeArn, lakeReaders), ...copies], ...lake },
    { name: rawBucket, folder: 'raw', statements: [readersOnly(arnOf(place, rawBucket), rawReaders)], ...raw },
    { name: workBucket, folder: 'work', statements: [], ...work },
  ];
  await deployDataBuckets(data, accessLogBucket, keyArn, place, clients);
}

/** A bucket of data, with what stands in its policy beside TLS. */
export interface DataBucket extends BucketDefinition {
  readonly name: string;
  /** Of its access logs. */
  readonly folder: string;
  readonly statements: readonly object[];
}

/** Private buckets under one key, and the one that receives their access logs. */
export async function deployDataBuckets(
  data: readonly DataBucket[],
  accessLogBucket: string,
  keyArn: string,
  place: Place,
  { s3, buckets: deployed }: BucketClients,
): Promise<void> {
  const logged = data.map(({ name, folder }) => ({ source: arnOf(place, name), folder }));
  const logs = { name: accessLogBucket, isVersioned: false, rules: ACCESS_LOG_RULES };
  const buckets = [
    { name: accessLogBucket, commands: commonCommands(logs, logDelivery(place, accessLogBucket, logged), place) },
    ...data.map((bucket) => ({
      name: bucket.name,
      commands: [...commonCommands(bucket, bucket.statements, place), ...dataCommands(bucket, keyArn, accessLogBucket)],
    })),
  ];
  for (const { name: Bucket, commands } of buckets) {
    const wanted = JSON.stringify(commands.map(({ input }) => input));
    if (deployed.get(Bucket) === wanted) continue;
    await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
    for (const command of commands) await s3.send(command as PutBucketPolicyCommand);
    await deployed.set(Bucket, wanted);
  }
}

type BucketCommand =
  | PutBucketEncryptionCommand
  | PutBucketLifecycleConfigurationCommand
  | PutBucketLoggingCommand
  | PutBucketOwnershipControlsCommand
  | PutBucketPolicyCommand
  | PutBucketVersioningCommand
  | PutPublicAccessBlockCommand;

function commonCommands(
  { name: Bucket, isVersioned, rules }: BucketDefinition & { readonly name: string },
  statements: readonly object[],
  place: Place,
): BucketCommand[] {
  const Policy = JSON.stringify({ Statement: [...tlsOnly(place, Bucket), ...statements], Version: '2012-10-17' });
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
  const LifecycleConfiguration = { Rules: rules.map(lifecycleRule) };
  const VersioningConfiguration = { Status: 'Enabled' as const };
  return [
    ...(isVersioned ? [new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })] : []),
    new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }),
    new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }),
    new PutBucketPolicyCommand({ Bucket, Policy }),
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }),
  ];
}

function dataCommands(
  { name: Bucket, folder }: { readonly name: string; readonly folder: string },
  keyArn: string,
  TargetBucket: string,
): BucketCommand[] {
  const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn };
  const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }];
  const BucketLoggingStatus = { LoggingEnabled: { TargetBucket, TargetPrefix: `${folder}/` } };
  return [
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
    new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus }),
  ];
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

/** TLS 1.2 or nothing. */
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
