import type { Construct } from 'constructs';
import { replicateBatchRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { converting } from './converting';
import { machineEnvironment, type ObjectMachines, startingThem } from './machines/object-machines';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Copies a batch of what the comparison found missing or different, as events would. */
export class ReplicateBatch extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps & ObjectMachines) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'replicate-batch',
        ...boundsOf('replicate-batch'),
        ...converting(props),
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.workBucket]: props.workBucket.bucketName,
          ...machineEnvironment(props),
        },
        permissions: [...replicateBatchRights(rightsPropsOf(scope, props)), ...startingThem(props)],
      }),
    );
  }
}
