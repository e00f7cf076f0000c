import { CreateAliasCommand, type KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../core/config/types';
import { landingBucket } from '../../../core/dynamodb/landing';
import { bucketStatements, keyStatement } from '../../../core/dynamodb/rights/landing';
import { readersOnly, rootArn } from '../../../core/lake/readers';
import type { DurableMap } from '../../../packages/local-aws/store';
import { deployDataBuckets } from '../buckets';
import type { Place } from '../resources';
import { unlessThere } from '../unless-there';
import { landingResources } from './resources';

export interface LandingClients {
  readonly s3: S3Client;
  readonly kms: KMSClient;
  /** What earlier deployments put on each bucket. */
  readonly buckets: DurableMap<string>;
}

/** What the consumer stack makes: the landing bucket and its key. Both stay when nothing lands here any more. */
export async function deployLanding(
  settings: Pick<Settings, 'dynamodb' | 'landing'>,
  place: Place,
  clients: LandingClients,
): Promise<void> {
  const own = landingResources(settings, place);
  if (own.deliveries.length === 0) return;
  if (settings.landing.keyArn === undefined) await deployKey(own, place, clients.kms);
  const { bucket: name, bucketArn, keyArn, logBucket, foreign, readers } = own;
  const statements = [
    ...foreign.flatMap((each) => bucketStatements(bucketArn, each, place.partition)),
    readersOnly(bucketArn, readers),
  ];
  const landing = { name, folder: 'landing', statements, ...landingBucket(settings.landing) };
  await deployDataBuckets([landing], logBucket, keyArn, place, clients);
}

async function deployKey(
  { bucketArn, keyArn: KeyId, keyAlias: AliasName, foreign }: ReturnType<typeof landingResources>,
  place: Place,
  kms: KMSClient,
): Promise<void> {
  await unlessThere(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId })));
  const account = { Effect: 'Allow', Principal: { AWS: rootArn(place) }, Action: 'kms:*', Resource: '*' };
  const Statement = [account, ...foreign.map((each) => keyStatement(bucketArn, each, place.partition))];
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
}
