import type { Construct } from 'constructs';
import { publishExportRights } from '../../core/snapshots/rights/machines';
import type { LambdaFunction } from '../shared/lambda-function';
import { type IMachine, Machine } from '../shared/machine';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

export interface PublishExportMachineProps extends SnapshotsProps {
  readonly planCopy: LambdaFunction;
  readonly copyBatch: LambdaFunction;
  readonly commitPartitions: LambdaFunction;
  readonly judgeDatabases: LambdaFunction;
  /** The catalog stack's. */
  readonly catalogTables: IMachine;
}

/** Plans, copies, commits, then catalogs every database of the export. */
export class PublishExportMachine extends Machine {
  constructor(scope: Construct, id: string, props: PublishExportMachineProps) {
    const { ledger, planCopy, copyBatch, commitPartitions, judgeDatabases, catalogTables } = props;
    super(scope, id, {
      ...props,
      machineName: 'publish-export',
      functions: [planCopy, copyBatch, commitPartitions, judgeDatabases],
      children: [catalogTables],
      substitutions: { LedgerTable: ledger.tableName },
      permissions: publishExportRights(rightsPropsOf(scope, props)),
    });
  }
}
