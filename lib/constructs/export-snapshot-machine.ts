import type { Construct } from 'constructs';
import { encryptWith } from '../key-use';
import { onLedger, type PipelineProps } from '../pipeline';
import { Machine } from './machine';
import type { PipelineFunction } from './pipeline-function';

export interface ExportSnapshotMachineProps extends PipelineProps {
  readonly startExport: PipelineFunction;
  readonly publishExport: Machine;
}

/** The main machine: takes its turn, exports, waits, publishes. */
export class ExportSnapshotMachine extends Machine {
  constructor(scope: Construct, id: string, props: ExportSnapshotMachineProps) {
    const { settings, key, ledger, startExport, publishExport } = props;
    super(scope, id, {
      machineName: 'export-snapshot',
      settings,
      key,
      functions: [startExport],
      children: [publishExport],
      substitutions: { LedgerTable: ledger.tableName },
      permissions: [
        { actions: ['rds:DescribeExportTasks'], resources: ['*'], because: 'The action takes no resource.' },
        onLedger(props, 'UpdateItem'),
        encryptWith(key),
      ],
    });
  }
}
