import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { compareRangeRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Lists a range of both sides, and names what is missing or different. */
export class CompareRange extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'compare-range',
        timeout: Duration.minutes(15),
        memorySize: 1769,
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: compareRangeRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
