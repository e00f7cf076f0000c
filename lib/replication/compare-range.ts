import type { Construct } from 'constructs';
import { compareRangeRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { machineEnvironment, type ObjectMachines } from './machines/object-machines';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Lists a range of both sides, and names what is missing or different. */
export class CompareRange extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps & ObjectMachines) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'compare-range',
        ...boundsOf('compare-range'),
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
          [ENV.workBucket]: props.workBucket.bucketName,
          ...machineEnvironment(props),
        },
        permissions: compareRangeRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
