import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Definition } from '../../engine/definition';
import { lintMachine } from '../../lint/lint';
import type { Machine } from '../../lint/machine';
import { readMachine } from '../../lint/machine';

const folder = mkdtempSync(join(tmpdir(), 'lint-'));
const machine = (states: object, more: object = {}): Machine => {
  const definition = {
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 60,
    StartAt: Object.keys(states)[0],
    States: states,
    ...more,
  };
  const file = join(folder, 'm.asl.json');
  writeFileSync(file, JSON.stringify(definition as unknown as Definition));
  return readMachine(file);
};
const rules = async (states: object, more: object = {}): Promise<string[]> =>
  (await lintMachine(machine(states, more))).map((f) => f.rule);
const messages = async (states: object): Promise<string[]> =>
  (await lintMachine(machine(states))).map((f) => f.message);

const Retry = [{ ErrorEquals: ['States.Timeout'] }];
const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:glue:startCrawler',
  Arguments: { Name: 'c' },
  TimeoutSeconds: 5,
  Retry,
  End: true,
};
const ok = { Type: 'Succeed' };

describe('finds', () => {
  test('a Fail behind a Catch, however far', async () => {
    const states = {
      A: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tidy' }] },
      Tidy: { Type: 'Pass', Next: 'No' },
      No: { Type: 'Fail' },
    };
    expect(await rules(states)).toEqual(['fail-behind-catch']);
    expect(await rules({ ...states, No: ok })).toEqual([]);
  });

  test.each([
    ['fixed', ['fixed-child-name']],
    ['{% $states.context.Execution.Name %}', ['fixed-child-name']],
    ["{% 'r' & $string($states.context.Execution.RedriveCount) %}", []],
    [undefined, []],
  ])('a child named %s', async (Name, expected) => {
    const Arguments = { StateMachineArn: 'arn', ...(Name === undefined ? {} : { Name }) };
    expect(
      await rules({ A: { ...task, Resource: 'arn:aws:states:::states:startExecution.sync:2', Arguments } }),
    ).toEqual(expected);
  });

  test('Tasks without limit or Retry, a machine without limit', async () => {
    const { TimeoutSeconds: _, Retry: __, ...bare } = task;
    expect(await rules({ A: bare }, { TimeoutSeconds: undefined })).toEqual(['timeout', 'timeout', 'retry']);
  });

  test('an unlabelled or retried Distributed Map', async () => {
    const map = {
      Type: 'Map',
      Retry,
      End: true,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'A',
        States: { A: task },
      },
    };
    expect(await rules({ M: map })).toEqual(['map-run-retry', 'map-run-label']);
  });

  test('a create that does not expect its own work', async () => {
    const create = {
      ...task,
      Resource: 'arn:aws:states:::aws-sdk:glue:createDatabase',
      Arguments: { DatabaseInput: { Name: 'd' } },
    };
    expect(await rules({ A: create })).toEqual(['create-without-exists']);
    expect(
      await rules({ A: { ...create, Catch: [{ ErrorEquals: ['Glue.AlreadyExistsException'], Next: 'B' }] }, B: ok }),
    ).toEqual([]);
  });

  test.each([
    [{ Name: 'c' }, []],
    [{ Name: '{% $states.input.c %}' }, []],
    ['{% $states.input %}', []],
    [
      { CrawlerName: 'c' },
      [
        'Arguments.CrawlerName: StartCrawlerRequest has no such member.',
        'Arguments.Name: required by StartCrawlerRequest.',
      ],
    ],
    [{ Name: 7 }, ['Arguments.Name: expected a text, got 7.']],
    [
      { name: 'c' },
      [
        'Arguments.name: StartCrawlerRequest has no such member. Did you mean Name?',
        'Arguments.Name: required by StartCrawlerRequest.',
      ],
    ],
  ])('arguments %j', async (Arguments, expected) =>
    expect(await messages({ A: { ...task, Arguments } })).toEqual(expected),
  );

  test('RDS members in the Java spelling only', async () => {
    const describe = (Arguments: object) =>
      messages({ A: { ...task, Resource: 'arn:aws:states:::aws-sdk:rds:describeDBSnapshots', Arguments } });
    expect(await describe({ DbSnapshotIdentifier: 's' })).toEqual([]);
    expect(await describe({ DBSnapshotIdentifier: 's' })).toEqual([
      expect.stringContaining('Did you mean DbSnapshotIdentifier?'),
    ]);
  });

  test('an action or service that is not', async () => {
    expect(await messages({ A: { ...task, Resource: 'arn:aws:states:::aws-sdk:glue:startCrawling' } })).toEqual([
      "The service 'glue' has no action 'startCrawling'.",
    ]);
    expect(await rules({ A: { ...task, Resource: 'arn:aws:states:::aws-sdk:nosuch:act' } })).toEqual(['sdk-call']);
  });

  test.each([
    ['Glue.CrawlerRunningException', []],
    ['Glue.CrawlerRunning', ['error-name']],
    ['Rds.DbSnapshotNotFoundException', []],
    ['Rds.DBSnapshotNotFoundFault', ['error-name']],
    ['Rds.RdsException', []],
    ['States.Timeouts', ['error-name']],
    ['Lambda.TooManyRequestsException', []],
    ['MyOwnError', []],
  ])('error name %s', async (name, expected) =>
    expect(await rules({ A: { ...task, Retry: [{ ErrorEquals: [name] }] } })).toEqual(expected),
  );

  test('the wall clock', async () =>
    expect(await rules({ A: { ...task, Arguments: { Name: '{% $now() %}' } } })).toEqual(['clock']));

  test('what AWS would refuse', async () => {
    expect(await rules({ A: { ...task, Output: '{% 1 + %}' } })).toEqual(['definition']);
    expect(await rules({ A: task, B: ok })).toEqual(['definition']);
  });
});
