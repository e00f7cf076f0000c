import type { Construct } from 'constructs';
import { completeUploadRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Completes the upload of a large object, verifies it and writes the receipt. */
export class CompleteUpload extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'complete-upload',
        ...boundsOf('complete-upload'),
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
        },
        permissions: completeUploadRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
