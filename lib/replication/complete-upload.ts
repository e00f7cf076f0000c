import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { uploadRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Completes the upload of a large object, verifies it and writes the receipt. */
export class CompleteUpload extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'complete-upload',
        timeout: Duration.minutes(15),
        memorySize: 512,
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
        },
        permissions: uploadRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
