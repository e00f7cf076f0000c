import { DescribeStateMachineCommand, SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import type { MachineName } from '../../../core/machines';
import type { Definition, State } from '../../../packages/local-aws/engine/definition';
import type { World } from '../world/world';
import { SCENARIOS, type Scenario } from './scenarios/snapshots';

/** One snapshot through a machine that was changed after it was deployed. */
export function withMachine(
  name: MachineName,
  change: (states: Record<string, State>) => Record<string, State>,
): Scenario {
  const [oneSnapshot] = SCENARIOS;
  return {
    name: `${oneSnapshot!.name}, ${name} changed`,
    play: async (world) => {
      await changeMachine(world, name, change);
      await oneSnapshot!.play(world);
    },
  };
}

async function changeMachine(
  { runtime }: World,
  name: MachineName,
  change: (states: Record<string, State>) => Record<string, State>,
): Promise<void> {
  const sfn = new SFNClient(runtime.clientConfig());
  const stateMachineArn = runtime.resources.machines[name];
  const { definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const machine = JSON.parse(definition) as Definition;
  const changed = JSON.stringify({ ...machine, States: change(machine.States) });
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed }));
}
