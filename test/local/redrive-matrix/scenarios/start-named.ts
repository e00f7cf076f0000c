import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { World } from '../../world/world';

/** Starts a machine under a name. A process that dies before it has answered is asked again. */
export async function startNamed(world: World, stateMachineArn: string, name: string, input: object): Promise<void> {
  for (;;) {
    try {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      await new SFNClient(world.runtime.clientConfig()).send(command);
      return;
    } catch (error) {
      if ((error as Error).name === 'ExecutionAlreadyExists') return;
      if (!world.isDead && !isBroken(error as Error)) throw error;
    }
    while (world.isDead) await new Promise(setImmediate);
  }
}

const isBroken = ({ name, message }: Error): boolean => /ECONN|socket|TimeoutError/i.test(`${name} ${message}`);
