import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { TableStreamSettings } from '../../../core/config/dynamodb/types';
import type { Names } from '../../../core/deployed-names';
import { PUBLISHING_MACHINES, streamMachine } from '../../../core/machines';
import { findMachine, NoSuchMachineError } from '../../runs/find-run';
import { listRuns } from '../../runs/list-runs';
import type { EntryStatus } from './status-text';

type Entry = Pick<TableStreamSettings, 'name' | 'tables' | 'publish'>;

/** The last execution for an entry of each of its machines. One that is not deployed is left out. */
export async function lastRuns(sfn: SFNClient, names: Names, entry: Entry): Promise<EntryStatus['runs']> {
  const machines = [
    ...(entry.tables === undefined ? [] : [streamMachine('load-table', entry.name)]),
    ...(entry.publish.length === 0 ? [] : PUBLISHING_MACHINES),
  ];
  const found = [];
  for (const machine of machines) {
    const arn = await findMachine(sfn, names, machine).catch(undefinedIfAbsent);
    const last = arn === undefined ? undefined : await lastOf(sfn, arn, entry.name);
    if (last !== undefined) found.push({ machine, name: last.name, status: last.status });
  }
  return found;
}

function undefinedIfAbsent(error: Error): undefined {
  if (!(error instanceof NoSuchMachineError)) throw error;
}

/** `publish-partition` is one for all entries: the input says of which an execution is. */
const MOST_LOOKED_AT = 50;

async function lastOf(sfn: SFNClient, machineArn: string, entry: string) {
  const all = await listRuns(sfn, machineArn);
  for (const run of all.slice(0, MOST_LOOKED_AT)) {
    const { input = '{}' } = await sfn.send(new DescribeExecutionCommand({ executionArn: run.executionArn }));
    const of = (JSON.parse(input) as { readonly entry?: string }).entry;
    if (of === undefined || of === entry) return run;
  }
  return undefined;
}
