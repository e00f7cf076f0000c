import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { planComparisonRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Cuts the keys of both sides into ranges. */
export class PlanComparison extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'plan-comparison',
        timeout: Duration.minutes(15),
        memorySize: 512,
        environment: {
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: planComparisonRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
