import type { Construct } from 'constructs';
import { exportSnapshotRights } from '../../core/snapshots/rights/machines';
import type { LambdaFunction } from '../shared/lambda-function';
import { type IMachine, Machine } from '../shared/machine';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

export interface ExportSnapshotMachineProps extends SnapshotsProps {
  readonly startExport: LambdaFunction;
  readonly describeExport: LambdaFunction;
  readonly publishExport: IMachine;
}

/** The main machine: takes its turn, exports, waits, publishes. */
export class ExportSnapshotMachine extends Machine {
  constructor(scope: Construct, id: string, props: ExportSnapshotMachineProps) {
    const { ledger, startExport, describeExport, publishExport } = props;
    super(scope, id, {
      ...props,
      machineName: 'export-snapshot',
      functions: [startExport, describeExport],
      children: [publishExport],
      substitutions: { LedgerTable: ledger.tableName },
      permissions: exportSnapshotRights(rightsPropsOf(scope, props)),
    });
  }
}
