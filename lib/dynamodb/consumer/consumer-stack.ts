import { CfnOutput } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { publishesAnything } from '../../../core/config/dynamodb/catalog-databases';
import type { Delivery } from '../../../core/dynamodb/rights/landing';
import type { LakeStack } from '../../lake/lake-stack';
import { LakeferryStack, type LakeferryStackProps } from '../../shared/lakeferry-stack';
import { GovernedLanding } from './governed-landing';
import { LandingStore } from './landing-store';

export interface DynamoDbConsumerStackProps extends LakeferryStackProps {
  /** Who writes, of this account and of others. */
  readonly deliveries: readonly Delivery[];
  /** Governs the rows, where they are tables. */
  readonly lake: LakeStack;
}

/** Where changes of tables arrive. It holds data: deleting it leaves bucket and key. */
export class DynamoDbConsumerStack extends LakeferryStack {
  readonly bucket: IBucket;
  readonly key: IKey;

  constructor(scope: Construct, { settings, deliveries, lake, ...props }: DynamoDbConsumerStackProps) {
    super(scope, 'dynamodb-consumer', {
      settings,
      description: 'lakeferry: where changes of tables arrive',
      ...props,
    });
    const { bucket, key, readers } = new LandingStore(this, 'Store', { settings, deliveries });
    this.bucket = bucket;
    this.key = key;
    if (publishesAnything(settings)) {
      const { catalogKeyArn } = settings.lake;
      readers.addRole(new GovernedLanding(this, 'Governed', { bucket, key, lake, catalogKeyArn }).role.roleArn);
      this.addStackDependency(lake, 'The administrator who registers is made there.');
    }
    // stays when nothing is published any more: stacks that are deployed later still import it
    this.exportValue(bucket.bucketName);
    new CfnOutput(this, 'LandingBucketName', { value: bucket.bucketName });
    new CfnOutput(this, 'LandingKeyArn', { value: key.keyArn });
  }
}
