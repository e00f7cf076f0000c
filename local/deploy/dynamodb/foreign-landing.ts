import { type KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import { ownDelivery } from '../../../core/dynamodb/deliveries';
import { bucketStatements, type Delivery, keyStatement } from '../../../core/dynamodb/rights/landing';
import { rootArn } from '../../../core/lake/readers';
import type { DurableMap } from '../../../packages/local-aws/store';
import type { Place } from '../resources';
import { unlessThere } from '../unless-there';
import { localProducers } from './resources';

/** Of the account that owns a landing bucket. */
export interface LandingOwnerClients {
  readonly s3: S3Client;
  readonly kms: KMSClient;
}

type ForeignLanding = NonNullable<ProducerSettings['to']>;

export interface ForeignLandingClients {
  /** What earlier deployments put on each bucket. */
  readonly buckets: DurableMap<string>;
  readonly landingOwner: (account: string) => LandingOwnerClients;
}

/**
 * Other accounts' landing buckets with what their owners' stacks say of this account's deliveries. A bucket that its
 * owner's configuration deployed on this computer stays as it is: there the owner says who may write.
 */
export async function deployForeignLandings(
  settings: Pick<Settings, 'dynamodb'>,
  place: Place,
  { buckets, landingOwner }: ForeignLandingClients,
): Promise<void> {
  const byBucket = new Map<string, { readonly to: ForeignLanding; readonly deliveries: Delivery[] }>();
  for (const entry of localProducers(settings)) {
    if (entry.to === undefined || buckets.has(entry.to.bucket)) continue;
    const known = byBucket.get(entry.to.bucket) ?? { to: entry.to, deliveries: [] };
    known.deliveries.push(ownDelivery(entry.name, place));
    byBucket.set(entry.to.bucket, known);
  }
  for (const { to, deliveries } of byBucket.values()) await admit(to, deliveries, place, landingOwner(to.account));
}

async function admit(
  { account, bucket: Bucket, keyArn: KeyId }: ForeignLanding,
  deliveries: readonly Delivery[],
  { partition }: Place,
  { s3, kms }: LandingOwnerClients,
): Promise<void> {
  const arn = `arn:${partition}:s3:::${Bucket}`;
  await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: KeyId };
  const Rules = [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  const ofBucket = deliveries.flatMap((each) => bucketStatements(arn, each, partition));
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(ofBucket) }));
  const owner = { AWS: rootArn({ partition, accountId: account }) };
  const itself = { Effect: 'Allow', Principal: owner, Action: 'kms:*', Resource: '*' };
  const ofKey = deliveries.map((each) => keyStatement(arn, each, partition));
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policyOf([itself, ...ofKey]) }));
}

const policyOf = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
