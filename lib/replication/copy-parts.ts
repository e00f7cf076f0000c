import type { Construct } from 'constructs';
import { copyPartsRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Copies a batch of parts of a large object. */
export class CopyParts extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'copy-parts',
        ...boundsOf('copy-parts'),
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
        },
        permissions: copyPartsRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
