import { Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { writePartitionRights } from '../../core/dynamodb/rights/rows';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type RowFunctionProps, rowRightsOf } from './row-function-props';

/** Merges the rows of a partition's bucket, for all entries. */
export class WritePartition extends LambdaFunction {
  constructor(scope: Construct, id: string, props: RowFunctionProps) {
    const { settings, key, layer, monitoring, roleName } = props;
    super(scope, id, {
      ...{ name: 'write-partition', settings, reads: [], key, monitoring, roleName },
      ...boundsOf('write-partition'),
      layers: [layer],
      // pieces, the files of the partition, what DuckDB spills, and the new file
      temporaryStorage: Size.gibibytes(10),
      environment: {
        [ENV.lakeBucket]: props.lakeBucket.bucketName,
        [ENV.workBucket]: props.workBucket.bucketName,
      },
      permissions: writePartitionRights(rowRightsOf(props)),
    });
  }
}
