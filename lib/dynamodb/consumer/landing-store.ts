import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LandingConfig } from '../../../core/config/dynamodb/types';
import { landingBucket, landingBucketName, landingLogsName } from '../../../core/dynamodb/landing';
import { bucketStatements, type Delivery, keyStatement } from '../../../core/dynamodb/rights/landing';
import { BucketReaders } from '../../lake/bucket-readers';
import { AccessLogBucket } from '../../shared/access-log-bucket';
import { namesIn } from '../../shared/lakeferry-stack';
import { lifecycleRules } from '../../shared/lifecycle-rules';
import { PrivateBucket } from '../../shared/private-bucket';
import { LandingReplica } from './landing-replica';

export interface LandingStoreProps {
  readonly landing: LandingConfig;
  /** Who writes, of this account and of others. */
  readonly deliveries: readonly Delivery[];
}

/** The bucket in which changes arrive, and its key. Deleting the stack leaves both. */
export class LandingStore extends Construct {
  readonly bucket: Bucket;
  readonly key: IKey;

  constructor(scope: Construct, id: string, { landing, deliveries }: LandingStoreProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const bucketName = landingBucketName(namesIn(this), { accountId: account, region });
    const bucketArn = `arn:${Aws.PARTITION}:s3:::${bucketName}`;
    const foreign = deliveries.filter((each) => each.account !== Aws.ACCOUNT_ID);
    this.key =
      landing.keyArn === undefined ? this.addKey(bucketArn, foreign) : Key.fromKeyArn(this, 'Key', landing.keyArn);
    const { isVersioned, rules } = landingBucket(landing);
    this.bucket = new PrivateBucket(this, 'Landing', {
      key: this.key,
      accessLogs: new AccessLogBucket(this, 'AccessLogs', {
        bucketName: landingLogsName(namesIn(this), { accountId: account, region }),
      }),
      bucketName,
      versioned: isVersioned,
      lifecycleRules: lifecycleRules(rules),
    });
    for (const statement of foreign.flatMap((each) => bucketStatements(bucketArn, each, Aws.PARTITION))) {
      this.bucket.addToResourcePolicy(PolicyStatement.fromJson(statement));
    }
    const replica = this.addReplica(landing);
    new BucketReaders<never>(this, 'Readers', {
      bucket: this.bucket,
      // by name: the role's own policy names the bucket
      roles: [...deliveries.map(({ role }) => role), ...(replica?.roles ?? []), ...(landing.readers ?? [])],
    });
  }

  private addKey(bucketArn: string, foreign: readonly Delivery[]): Key {
    const key = new Key(this, 'Key', {
      alias: namesIn(this).deployed('landing'),
      description: 'lakeferry: changes of tables as they arrive',
      enableKeyRotation: true,
      // without the key the files are gone
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const each of foreign) {
      key.addToResourcePolicy(PolicyStatement.fromJson(keyStatement(bucketArn, each, Aws.PARTITION)));
    }
    return key;
  }

  private addReplica({ replicateTo }: LandingConfig): LandingReplica | undefined {
    if (replicateTo === undefined) return undefined;
    const replica = new LandingReplica(this, 'Replica', { to: replicateTo, bucket: this.bucket, key: this.key });
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.replicationConfiguration = replica.configuration;
    return replica;
  }
}
