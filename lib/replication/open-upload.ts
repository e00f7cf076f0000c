import type { Construct } from 'constructs';
import { openUploadRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Creates the upload of a large object, or goes on with one, and lists the parts that are absent. */
export class OpenUpload extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'open-upload',
        ...boundsOf('open-upload'),
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.workBucket]: props.workBucket.bucketName,
        },
        permissions: openUploadRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
