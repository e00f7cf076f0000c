import type { Construct } from 'constructs';
import { reportComparisonRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Adds up what the ranges found and what was copied, and writes the report. */
export class ReportComparison extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'report-comparison',
        ...boundsOf('report-comparison'),
        reads: ['replications'],
        environment: {
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: reportComparisonRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
