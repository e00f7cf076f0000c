import type { Construct } from 'constructs';
import { judgeDatabasesRights } from '../../core/snapshots/rights/functions';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

/** Says which databases of an export are still to be cataloged, and throws for those that failed. */
export class JudgeDatabases extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SnapshotsProps) {
    super(scope, id, {
      ...props,
      name: 'judge-databases',
      reads: [],
      ...boundsOf('judge-databases'),
      environment: { [ENV.ledgerTable]: props.ledger.tableName },
      permissions: judgeDatabasesRights(rightsPropsOf(scope, props)),
    });
  }
}
