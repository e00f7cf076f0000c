import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { uploadRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Creates the upload of a large object, or goes on with one, and lists the parts that are absent. */
export class OpenUpload extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'open-upload',
        timeout: Duration.minutes(5),
        memorySize: 512,
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: uploadRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
