import { CfnOutput } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Delivery } from '../../../core/dynamodb/rights/landing';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import { LandingStore } from './landing-store';

export interface DynamoDbConsumerStackProps extends LakeferryStackProps {
  /** Who writes, of this account and of others. */
  readonly deliveries: readonly Delivery[];
}

/** Where changes of tables arrive. It holds data: deleting it leaves bucket and key. */
export class DynamoDbConsumerStack extends LakeferryStack {
  readonly bucket: IBucket;
  readonly key: IKey;

  constructor(scope: Construct, { settings, deliveries, ...props }: DynamoDbConsumerStackProps) {
    super(scope, 'dynamodb-consumer', {
      settings,
      description: 'lakeferry: where changes of tables arrive',
      ...props,
    });
    const { bucket, key } = new LandingStore(this, 'Store', { landing: settings.landing, deliveries });
    this.bucket = bucket;
    this.key = key;
    new CfnOutput(this, 'LandingBucketName', { value: bucket.bucketName });
    new CfnOutput(this, 'LandingKeyArn', { value: key.keyArn });
  }
}
