import type { Construct } from 'constructs';
import { loadTableRights } from '../../../../core/dynamodb/rights/load';
import { Machine } from '../../../shared/machine';
import { FinishLoad } from '../../finish-load';
import { FollowTableExport } from '../../follow-table-export';
import { LoadRows } from '../../load-rows';
import { StartTableExport } from '../../start-table-export';
import { type LoadProps, rightsPropsOf } from './load-props';

/** Exports a table of the entry, and makes rows of it. */
export class LoadTableMachine extends Machine {
  constructor(scope: Construct, id: string, props: LoadProps) {
    const { settings, producer, key, monitoring } = props;
    super(scope, id, {
      ...{ machineName: 'load-table', which: producer.name, settings, key, monitoring },
      functions: [
        new StartTableExport(scope, 'StartTableExport', props),
        new FollowTableExport(scope, 'FollowTableExport', props),
        new LoadRows(scope, 'LoadRows', props),
        new FinishLoad(scope, 'FinishLoad', props),
      ],
      permissions: loadTableRights(rightsPropsOf(scope, props)),
    });
  }
}
