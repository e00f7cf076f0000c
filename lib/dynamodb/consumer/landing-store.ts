import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { landingBucket, landingBucketName, landingLogsName } from '../../../core/dynamodb/landing';
import { copiesRoleName, landingReaders } from '../../../core/dynamodb/landing-readers';
import { bucketStatements, type Delivery, keyStatement } from '../../../core/dynamodb/rights/landing';
import { BucketReaders } from '../../lake/bucket-readers';
import { AccessLogBucket } from '../../shared/access-log-bucket';
import { namesIn } from '../../shared/lakeferry-stack';
import { lifecycleRules } from '../../shared/lifecycle-rules';
import { PrivateBucket } from '../../shared/private-bucket';
import { LandingReplica } from './landing-replica';

export interface LandingStoreProps {
  readonly settings: Settings;
  /** Who writes, of this account and of others. */
  readonly deliveries: readonly Delivery[];
}

/** The bucket in which changes arrive, and its key. Deleting the stack leaves both. */
export class LandingStore extends Construct {
  readonly bucket: Bucket;
  readonly key: IKey;
  /** Who reads its files past Lake Formation. */
  readonly readers: BucketReaders<never>;

  constructor(scope: Construct, id: string, { settings, deliveries }: LandingStoreProps) {
    super(scope, id);
    const { landing } = settings;
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
    this.addReplica(settings);
    this.readers = new BucketReaders<never>(this, 'Readers', {
      bucket: this.bucket,
      roles: landingReaders(settings, { partition: Aws.PARTITION, accountId: Aws.ACCOUNT_ID }),
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

  private addReplica(settings: Settings): void {
    const { replicateTo: to } = settings.landing;
    if (to === undefined) return;
    const roleName = copiesRoleName(settings);
    const replica = new LandingReplica(this, 'Replica', { to, roleName, bucket: this.bucket, key: this.key });
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.replicationConfiguration = replica.configuration;
  }
}
