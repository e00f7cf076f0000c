import { paginateListStateMachines, type SFNClient } from '@aws-sdk/client-sfn';
import type { Names } from '../../core/deployed-names';
import {
  MACHINES,
  OUTPUT_MACHINES,
  outputMachine,
  PUBLISHING_MACHINES,
  STREAM_MACHINES,
  streamMachine,
} from '../../core/machines';
import { listRuns } from './list-runs';
import type { Run } from './run';

/** This account and Region have no such machine. */
export class NoSuchMachineError extends Error {
  override readonly name = 'NoSuchMachineError';
  constructor(machine: string, found: readonly string[]) {
    super(
      `There is no state machine '${machine}' here. Found: ${found.join(', ') || 'none'}. Is lakeferry deployed in this Region?`,
    );
  }
}

/** ARN of a machine by its name, with or without the prefix. Throws {@link NoSuchMachineError}. */
export async function findMachine(sfn: SFNClient, names: Names, machine: string): Promise<string> {
  const wanted = [machine, names.deployed(machine)];
  const all = await listMachines(sfn);
  const found = all.find(({ name }) => wanted.includes(name));
  if (found !== undefined) return found.arn;
  throw new NoSuchMachineError(
    names.deployed(machine),
    all.map(({ name }) => name),
  );
}

async function listMachines(sfn: SFNClient): Promise<{ readonly name: string; readonly arn: string }[]> {
  const all: { name: string; arn: string }[] = [];
  for await (const page of paginateListStateMachines({ client: sfn }, {})) {
    for (const { name = '', stateMachineArn: arn = '' } of page.stateMachines ?? []) all.push({ name, arn });
  }
  return all;
}

/** Parents first, then those that a configuration may have, as they are deployed. */
async function machinesToSearch(sfn: SFNClient, names: Names): Promise<string[]> {
  const deployed = (await listMachines(sfn)).map(({ name }) => name);
  const ofOutputs = deployed.filter((name) =>
    OUTPUT_MACHINES.some((machine) => name.startsWith(names.deployed(outputMachine(machine, '')))),
  );
  const publishing = PUBLISHING_MACHINES.filter((machine) => deployed.includes(names.deployed(machine)));
  const ofStreams = deployed.filter((name) =>
    STREAM_MACHINES.some((machine) => name.startsWith(names.deployed(streamMachine(machine, '')))),
  );
  return [...MACHINES.toReversed(), ...publishing, ...ofStreams, ...ofOutputs];
}

/**
 * ARN of an execution. An ARN stays; the beginning of a name is looked for in every machine, parents first. Throws when
 * no name or more than one begins so: the wrong execution must not be redriven, and an unset variable of a shell is the
 * beginning of every name.
 */
export async function findRun(sfn: SFNClient, names: Names, execution: string): Promise<string> {
  if (execution.trim() === '')
    throw new Error(
      "The execution is '': is a variable unset? Give an ARN or the beginning of a name; see 'npx lakeferry runs'.",
    );
  if (execution.startsWith('arn:')) return execution;
  for (const machine of await machinesToSearch(sfn, names)) {
    const runs = await listRuns(sfn, await findMachine(sfn, names, machine));
    const found = runs.filter(({ name }) => name.startsWith(execution));
    const chosen = found.length === 1 ? found[0] : found.find(({ name }) => name === execution);
    if (chosen !== undefined) return chosen.executionArn;
    if (found.length > 1) throw new Error(ambiguous(execution, machine, found));
  }
  throw new Error(`No execution's name begins with '${execution}'. List them with 'npx lakeferry runs'.`);
}

const MOST_NAMES_SHOWN = 5;

function ambiguous(beginning: string, machine: string, found: readonly Run[]): string {
  const names = found.slice(0, MOST_NAMES_SHOWN).map(({ name }) => `\n  ${name}`);
  const left = found.length - names.length;
  const more = left > 0 ? `\n  and ${left} more` : '';
  return `${found.length} executions of ${machine} begin with '${beginning}'. Give more of the name:${names.join('')}${more}`;
}
