import type { Construct } from 'constructs';
import { planCopyRights } from '../../core/snapshots/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

/** Lists an export, writes manifest, batches and completeness. */
export class PlanCopy extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    const { workBucket, ledger, rawReaders } = props;
    super(scope, id, {
      ...props,
      name: 'plan-copy',
      roleName: rawReaders.add('plan-copy'),
      reads: ['environment', 'lake', 'sources', 'governance'],
      ...boundsOf('plan-copy'),
      environment: { [ENV.workBucket]: workBucket.bucketName, [ENV.ledgerTable]: ledger.tableName },
      permissions: planCopyRights(rightsPropsOf(scope, props)),
    });
  }
}
