import type { Construct } from 'constructs';
import { planPublicationRights } from '../../core/dynamodb/rights/publishing';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type PublishingProps, rightsPropsOf } from './publishing/publishing-props';

export interface PlanPublicationProps extends PublishingProps {
  /** The landing bucket's policy names it. */
  readonly roleName: string;
}

/** Waits until a date is finished, and says which files are to be read. */
export class PlanPublication extends LambdaFunction {
  constructor(scope: Construct, id: string, props: PlanPublicationProps) {
    super(scope, id, {
      ...props,
      name: 'plan-publication',
      reads: ['dynamodb', 'lake'],
      ...boundsOf('plan-publication'),
      environment: {
        [ENV.ledgerTable]: props.ledger.tableName,
        [ENV.landingBucket]: props.landingBucket.bucketName,
        [ENV.workBucket]: props.workBucket.bucketName,
      },
      permissions: planPublicationRights(rightsPropsOf(scope, props)),
    });
  }
}
