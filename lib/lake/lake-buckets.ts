import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { lakeBucketNames, lakeBuckets } from '../../core/lake/buckets';
import { AccessLogBucket } from '../shared/access-log-bucket';
import { namesIn } from '../shared/lakeferry-stack';
import { lifecycleRules } from '../shared/lifecycle-rules';
import { PrivateBucket } from '../shared/private-bucket';

export interface LakeBucketsProps {
  readonly key: IKey;
  readonly lake: Settings['lake'];
  readonly exports: Settings['exports'];
  /** See core/lake/expiring-folders.ts. */
  readonly expiringFolders: readonly string[];
  /** Whether EventBridge is told of each object of the lake. */
  readonly sendsEvents: boolean;
}

/**
 * The lake, the bucket that RDS exports to and nobody else writes to, our own work files, and the access logs of all.
 */
export class LakeBuckets extends Construct {
  readonly lake: Bucket;
  readonly raw: Bucket;
  readonly work: Bucket;

  constructor(scope: Construct, id: string, { key, sendsEvents, expiringFolders, ...settings }: LakeBucketsProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const names = lakeBucketNames(namesIn(this), { accountId: account, region }, settings.lake);
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { bucketName: names.accessLogs });
    const definitions = lakeBuckets(settings, expiringFolders);
    const add = (name: string, { isVersioned, rules }: (typeof definitions)['lake'], bucketName: string): Bucket =>
      new PrivateBucket(this, name, {
        key,
        accessLogs,
        bucketName,
        versioned: isVersioned,
        lifecycleRules: lifecycleRules(rules),
      });
    this.lake = add('Lake', definitions.lake, names.lake);
    if (sendsEvents) this.sendEvents();
    this.raw = add('Raw', definitions.raw, names.raw);
    this.work = add('Work', definitions.work, names.work);
  }

  /** The property itself: CDK's own way is a function that writes the bucket's notifications past CloudFormation. */
  private sendEvents(): void {
    const lake = this.lake.node.defaultChild as CfnBucket;
    lake.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
