import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { reportComparisonRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Adds up what the ranges found, and writes the report. */
export class ReportComparison extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'report-comparison',
        timeout: Duration.minutes(5),
        memorySize: 512,
        environment: {
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: reportComparisonRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
