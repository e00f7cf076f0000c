import type { Construct } from 'constructs';
import { onLedger } from '../shared/data-permissions';
import { encryptWith } from '../shared/key-use';
import type { LambdaFunction } from '../shared/lambda-function';
import { type IMachine, Machine } from '../shared/machine';
import type { SnapshotsProps } from './snapshots-props';

export interface ExportSnapshotMachineProps extends SnapshotsProps {
  readonly startExport: LambdaFunction;
  readonly publishExport: IMachine;
}

/** The main machine: takes its turn, exports, waits, publishes. */
export class ExportSnapshotMachine extends Machine {
  constructor(scope: Construct, id: string, props: ExportSnapshotMachineProps) {
    const { key, ledger, startExport, publishExport } = props;
    super(scope, id, {
      ...props,
      machineName: 'export-snapshot',
      functions: [startExport],
      children: [publishExport],
      substitutions: { LedgerTable: ledger.tableName },
      permissions: [
        { actions: ['rds:DescribeExportTasks'], resources: ['*'], because: 'The action takes no resource.' },
        onLedger(ledger, 'UpdateItem'),
        encryptWith(key),
      ],
    });
  }
}
