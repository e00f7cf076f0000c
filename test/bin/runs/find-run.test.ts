import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { findRun } from '../../../bin/runs/find-run';
import { namesOf } from '../../../core/deployed-names';
import { MACHINES } from '../../../core/machines';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';

const names = namesOf({});
const OF_OUTPUT = 'replicate-large-object-partner';
const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: { A: { Type: 'Pass', End: true } },
});
let aws: Aws;
let sfn: SFNClient;
const arns = new Map<string, string>();

beforeAll(async () => {
  aws = await startAws({ services: ['states'] });
  sfn = new SFNClient(aws.clientConfig());
  for (const machine of [...MACHINES, OF_OUTPUT]) {
    const name = names.deployed(machine);
    const made = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: 'role' }));
    for (const execution of [`night-1-${machine}`, 'night-2', 'night-20'].slice(
      0,
      machine === MACHINES.at(-1) ? 3 : 1,
    )) {
      const { stateMachineArn } = made;
      const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: execution }));
      arns.set(execution, executionArn);
    }
  }
});
afterAll(() => aws.close());

it.each(['', '  '])("'%s', as from an unset variable, is no execution", async (execution) =>
  expect(findRun(sfn, names, execution)).rejects.toThrow('is a variable unset?'),
);

it('a beginning that several names have is refused with the names', async () => {
  await expect(findRun(sfn, names, 'night')).rejects.toThrow(/3 executions .* begin with 'night'[\s\S]*night-20/);
});

it.each([
  ['the beginning of one name', `night-1-${MACHINES[0]}`, `night-1-${MACHINES[0]}`],
  ['that of an execution of an output’s machine', 'night-1-replicate-l', `night-1-${OF_OUTPUT}`],
  ['a whole name that is another one’s beginning', 'night-2', 'night-2'],
])('%s is that execution', async (_what, given, found) => {
  expect(await findRun(sfn, names, given)).toBe(arns.get(found));
});

it('a name that nobody has is told', () =>
  expect(findRun(sfn, names, 'day')).rejects.toThrow("No execution's name begins with 'day'"));
