import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import type { PublishingRightsProps } from '../../../core/dynamodb/rights/publishing';
import type { Monitoring } from '../../shared/monitoring';
import { placeOf } from '../../shared/rights/place-of';

/** What every part of the publishing stack is built from. */
export interface PublishingProps {
  readonly settings: Settings;
  /** Of the lake. */
  readonly key: IKey;
  readonly lakeBucket: IBucket;
  readonly workBucket: IBucket;
  readonly landingBucket: IBucket;
  readonly landingKey: IKey;
  readonly ledger: ITable;
  readonly monitoring: Monitoring;
}

/** What the rights of functions and machine are about. */
export const rightsPropsOf = (scope: Construct, props: PublishingProps): PublishingRightsProps => ({
  place: placeOf(scope),
  ledger: props.ledger.tableArn,
  key: props.key.keyArn,
  workBucket: props.workBucket.bucketArn,
  lakeBucket: props.lakeBucket.bucketArn,
  landingBucket: props.landingBucket.bucketArn,
  landingKey: props.landingKey.keyArn,
});
