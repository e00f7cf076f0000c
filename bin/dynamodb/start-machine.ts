import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Names } from '../../core/deployed-names';
import { executionLink } from '../../core/runs/console-links';
import { findMachine } from '../runs/find-run';

/** A machine that was started, and where to look. */
export interface Started {
  readonly machine: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly executionArn: string;
  readonly console: string;
}

/** Throws where the machine is not deployed. */
export async function startMachine(
  sfn: SFNClient,
  names: Names,
  machine: string,
  input: Started['input'],
): Promise<Started> {
  const stateMachineArn = await findMachine(sfn, names, machine);
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return { machine, input, executionArn, console: executionLink(executionArn) };
}

/** What was started, and the command that shows how it goes. `words` follow the command. */
export const startedText = (all: readonly Started[], words: readonly string[]): string =>
  [
    ...all.map(({ machine, input, executionArn }) => `${machine} ${JSON.stringify(input)}: ${executionArn}`),
    `See how it goes: ${['npx lakeferry runs --machine', all[0]?.machine, ...words].join(' ')}`,
  ].join('\n');
