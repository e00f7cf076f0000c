import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { replicateObjectRights } from '../../core/replication/rights/functions';
import { FUNCTION_MEMORY_MB, FUNCTION_TIMEOUT_SECONDS } from '../../core/replication/work-limits';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { converting } from './converting';
import { machineEnvironment, type ObjectMachines, startingThem } from './machines/object-machines';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Copies what one message names, or starts a machine for it. */
export class ReplicateObject extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps & ObjectMachines) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'replicate-object',
        timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
        memorySize: FUNCTION_MEMORY_MB,
        ...converting(props),
        // one message may be tried eight times without being lost
        tries: 8,
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.queueUrl]: props.queue.queueUrl,
          ...machineEnvironment(props),
        },
        permissions: [...replicateObjectRights(rightsPropsOf(scope, props)), ...startingThem(props)],
      }),
    );
  }
}
