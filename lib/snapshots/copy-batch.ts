import type { Construct } from 'constructs';
import { copyBatchRights } from '../../core/snapshots/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
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
      ...boundsOf('copy-batch'),
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: copyBatchRights(rightsPropsOf(scope, props)),
    });
  }
}
