import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { copyBatchRights } from '../../core/snapshots/rights/functions';
import { ENV } from '../../functions/shared/env';
import { LambdaFunction } from '../shared/lambda-function';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

/** Copies one batch of a manifest. */
export class CopyBatch extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    const { lakeBucket, ledger, rawReaders } = props;
    super(scope, id, {
      ...props,
      name: 'copy-batch',
      roleName: rawReaders.add('copy-batch'),
      reads: [],
      timeout: Duration.minutes(15),
      // one processor: up to 800 copies at once are bound by signatures, not by memory
      memorySize: 1769,
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: copyBatchRights(rightsPropsOf(scope, props)),
    });
  }
}
