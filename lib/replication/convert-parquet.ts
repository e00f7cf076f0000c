import { Duration, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { convertRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Converts an object that is too large for the function of events. Two processors, the largest /tmp. */
export class ConvertParquet extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'convert-parquet',
        timeout: Duration.minutes(15),
        memorySize: 3538,
        temporaryStorage: Size.gibibytes(10),
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
        },
        permissions: convertRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
