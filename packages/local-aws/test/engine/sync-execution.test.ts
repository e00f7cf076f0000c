import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../clock';
import { startAws } from '../../start-aws';
import { STARTS_AT } from '../services/runtime';

it('a machine that starts a waiting one through the SDK and awaits its end lets time pass', async () => {
  const clock = new VirtualClock(STARTS_AT);
  const aws = await startAws({ services: ['states'], clock });
  const sfn = new SFNClient(aws.clientConfig());
  const create = async (name: string, type: 'STANDARD' | 'EXPRESS', state: object) => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { ...state, End: true } },
    });
    const made = await sfn.send(new CreateStateMachineCommand({ name, type, definition, roleArn: 'role' }));
    return made.stateMachineArn;
  };
  const waiting = await create('waits', 'EXPRESS', { Type: 'Wait', Seconds: 60 });
  const stateMachineArn = await create('calls', 'STANDARD', {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
    Arguments: { StateMachineArn: waiting },
    Output: '{% $states.result.Status %}',
  });
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  let run = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  while (run.status === 'RUNNING') run = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect([run.output, clock.now() - STARTS_AT]).toEqual(['"SUCCEEDED"', 60_000]);
  await aws.close();
});
