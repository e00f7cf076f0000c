import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { arnIn } from '../../../core/rights/permission';
import { rootCause } from '../../../functions/shared/runs/root-cause';
import type { Runtime } from '../../../local/runtime';

const POLL_MS = 100;

/** Starts a machine by its name without the installation's, and waits for its end. Returns what is wrong with it. */
export async function runMachine(machine: string, input: object, { place, clientConfig }: Runtime): Promise<string[]> {
  const sfn = new SFNClient(clientConfig());
  const stateMachineArn = arnIn(place, 'states', `stateMachine:${place.names.deployed(machine)}`);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  for (;;) {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return [];
    if (status !== 'RUNNING') {
      const { error, message } = await rootCause(sfn, executionArn!);
      return [`${machine} ended ${status}: ${error}: ${message}`];
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
