import type { Construct } from 'constructs';
import { planPartitionsRights } from '../../core/dynamodb/rights/publishing';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type PublishingProps, rightsPropsOf } from './publishing/publishing-props';

/** Says which files of which dates are written anew. */
export class PlanPartitions extends LambdaFunction {
  constructor(scope: Construct, id: string, props: PublishingProps) {
    super(scope, id, {
      ...props,
      name: 'plan-partitions',
      reads: ['dynamodb', 'environment', 'lake'],
      ...boundsOf('plan-partitions'),
      environment: {
        [ENV.ledgerTable]: props.ledger.tableName,
        [ENV.workBucket]: props.workBucket.bucketName,
      },
      permissions: planPartitionsRights(rightsPropsOf(scope, props)),
    });
  }
}
