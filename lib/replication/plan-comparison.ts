import type { Construct } from 'constructs';
import { planComparisonRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Cuts the keys of the source into ranges. */
export class PlanComparison extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'plan-comparison',
        ...boundsOf('plan-comparison'),
        reads: ['replications'],
        environment: {
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: planComparisonRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
