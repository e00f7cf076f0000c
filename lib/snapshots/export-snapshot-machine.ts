import type { Construct } from 'constructs';
import { encryptWith } from '../shared/key-use';
import { Machine } from '../shared/machine';
import { onLedger, type PipelineProps } from '../shared/pipeline';
import type { PipelineFunction } from '../shared/pipeline-function';

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
