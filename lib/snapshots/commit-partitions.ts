import type { Construct } from 'constructs';
import { commitPartitionsRights } from '../../core/snapshots/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

/** Compares the lake with the manifest and removes leftovers. */
export class CommitPartitions extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    const { lakeBucket, ledger, readers } = props;
    super(scope, id, {
      ...props,
      name: 'commit-partitions',
      roleName: readers.add('commit-partitions'),
      reads: ['environment', 'lake', 'sources'],
      ...boundsOf('commit-partitions'),
      environment: { [ENV.lakeBucket]: lakeBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: commitPartitionsRights(rightsPropsOf(scope, props)),
    });
  }
}
