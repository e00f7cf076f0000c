import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { findMachine, findRun } from '../../../bin/runs/find-run';
import { listRuns } from '../../../bin/runs/list-runs';
import { rootCause } from '../../../bin/runs/root-cause';
import { describeRun, showRun } from '../../../bin/runs/show-run';
import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';

const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
});
const FAILURE = { Type: 'Fail', Error: 'CrawlFailedError', Cause: 'Internal Service Exception' };

let runtime: Runtime;
let sfn: SFNClient;

async function machine(name: string, states: Record<string, object>): Promise<string> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const roleArn = runtime.resources.functionRoleArn;
  const { stateMachineArn = '' } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  return stateMachineArn;
}

const nesting = (child: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::states:startExecution.sync:2',
  Arguments: { StateMachineArn: child, Input: {} },
  End: true,
});

async function run(stateMachineArn: string): Promise<string> {
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  while ((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return executionArn;
}

beforeAll(async () => {
  runtime = await startRuntime({
    settings,
    directory: mkdtempSync(join(tmpdir(), 'lakeferry-runs-')),
    clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)),
    store: memoryStore(),
    sources: [],
  });
  sfn = new SFNClient(runtime.clientConfig());
});
afterAll(() => runtime.close());

it('is read from the child that failed by itself, through nested executions and a Map Run', async () => {
  const inner = await machine('inner', { Break: FAILURE });
  const mapping = await machine('mapping', {
    Map: {
      Type: 'Map',
      Label: 'Map',
      Items: [1, 2],
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Nest',
        States: { Nest: nesting(inner) },
      },
      End: true,
    },
  });
  const top = await run(await machine('outer', { Nest: nesting(mapping) }));
  const cause = await rootCause(sfn, top);
  expect(cause).toMatchObject({ error: 'CrawlFailedError', message: 'Internal Service Exception' });
  expect((await listRuns(sfn, inner)).map(({ executionArn }) => executionArn)).toContain(cause.executionArn);

  const shown = showRun(await describeRun(sfn, top));
  expect(shown).toContain('FAILED in Nest');
  expect(shown).toContain('CrawlFailedError: Internal Service Exception');
  expect(shown).toContain(`failed in  ${cause.executionArn}`);
  expect(shown).toContain(`Read the crawl's log and remove the cause.`);
  expect(shown).toContain(`lakeferry redrive ${top}`);
  expect(shown).toContain('https://eu-west-1.console.aws.amazon.com/states/home');
});

it('of an execution that timed out is the timeout', async () => {
  const definition = {
    StartAt: 'Pause',
    TimeoutSeconds: 5,
    States: { Pause: { Type: 'Wait', Seconds: 60, End: true } },
  };
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'slow',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
      roleArn: runtime.resources.functionRoleArn,
    }),
  );
  expect(await rootCause(sfn, await run(stateMachineArn))).toMatchObject({ error: 'States.Timeout' });
});

it('an execution that a redrive cannot help is shown so', async () => {
  const broken = await machine('broken', { Break: { ...FAILURE, Error: 'ExportMissingError' } });
  expect(showRun(await describeRun(sfn, await run(broken)))).toContain('A redrive does not help.');
});

it('a machine is found by its name, and named when there is none', async () => {
  expect(await findMachine(sfn, namesOf({}), 'export-snapshot')).toBe(runtime.resources.machines['export-snapshot']);
  await expect(findMachine(sfn, namesOf({}), 'nothing')).rejects.toThrow(
    "There is no state machine 'lakeferry-nothing' here.",
  );
});

it('an execution is found by the beginning of its name', async () => {
  const stateMachineArn = runtime.resources.machines['catalog-tables'];
  const command = new StartExecutionCommand({ stateMachineArn, name: 'catalog-by-hand', input: '{}' });
  const { executionArn } = await sfn.send(command);
  expect(await findRun(sfn, namesOf({}), 'catalog-by')).toBe(executionArn);
  await expect(findRun(sfn, namesOf({}), 'nobody')).rejects.toThrow("No execution's name begins with 'nobody'.");
});
