import { Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { sortRowsRights } from '../../core/dynamodb/rights/rows';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type RowFunctionProps, rowRightsOf } from './row-function-props';

/** Makes pieces of landing files, for all entries. */
export class SortRows extends LambdaFunction {
  constructor(scope: Construct, id: string, props: RowFunctionProps) {
    const { settings, key, layer, monitoring, roleName } = props;
    super(scope, id, {
      ...{ name: 'sort-rows', settings, reads: [], key, monitoring, roleName },
      ...boundsOf('sort-rows'),
      layers: [layer],
      // files that are fetched ahead, 1 GiB of lines, pieces, and what DuckDB spills
      temporaryStorage: Size.gibibytes(6),
      environment: {
        [ENV.landingBucket]: props.landingBucket.bucketName,
        [ENV.workBucket]: props.workBucket.bucketName,
      },
      permissions: sortRowsRights(rowRightsOf(props)),
    });
  }
}
