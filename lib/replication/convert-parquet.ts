import { Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { convertParquetRights } from '../../core/replication/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { type OutputProps, outputFunction, rightsPropsOf } from './output-props';

/** Converts an object that is too large for the function of events, with the largest /tmp. */
export class ConvertParquet extends LambdaFunction {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(
      scope,
      id,
      outputFunction(scope, props, {
        name: 'convert-parquet',
        ...boundsOf('convert-parquet'),
        temporaryStorage: Size.gibibytes(10),
        layers: props.duckdb && [props.duckdb],
        environment: {
          [ENV.replicationTable]: props.replicationTable.tableName,
          [ENV.sourceBucket]: props.source.bucketName,
        },
        permissions: convertParquetRights(rightsPropsOf(scope, props)),
      }),
    );
  }
}
