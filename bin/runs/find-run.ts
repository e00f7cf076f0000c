import { paginateListStateMachines, type SFNClient } from '@aws-sdk/client-sfn';
import type { Names } from '../../core/deployed-names';
import { MACHINES } from '../../core/machines';
import { listRuns } from './list-runs';

/** ARN of a machine by its name, with or without the prefix. Throws when this account and Region have none. */
export async function findMachine(sfn: SFNClient, names: Names, machine: string): Promise<string> {
  const wanted = [machine, names.deployed(machine)];
  const seen: string[] = [];
  for await (const page of paginateListStateMachines({ client: sfn }, {})) {
    for (const { name = '', stateMachineArn = '' } of page.stateMachines ?? []) {
      if (wanted.includes(name)) return stateMachineArn;
      seen.push(name);
    }
  }
  throw new Error(
    `There is no state machine '${names.deployed(machine)}' here. Found: ${seen.join(', ') || 'none'}. Is lakeferry deployed in this Region?`,
  );
}

/** ARN of an execution. An ARN stays; the beginning of a name is looked for in every machine, parents first. Throws when none begins so. */
export async function findRun(sfn: SFNClient, names: Names, execution: string): Promise<string> {
  if (execution.startsWith('arn:')) return execution;
  for (const machine of MACHINES.toReversed()) {
    const runs = await listRuns(sfn, await findMachine(sfn, names, machine));
    const found = runs.find(({ name }) => name.startsWith(execution));
    if (found !== undefined) return found.executionArn;
  }
  throw new Error(`No execution's name begins with '${execution}'. List them with 'lakeferry runs'.`);
}
