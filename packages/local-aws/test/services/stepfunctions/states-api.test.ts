import type { Operation } from '../../../service';
import { chain, harness, ROLE } from '../../engine/harness';

const context = {} as never;
const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...chain({ Pause: { Type: 'Wait', Seconds: 100 } }) });

async function api(): Promise<{
  call: (name: string, input: object) => Promise<never>;
  h: Awaited<ReturnType<typeof harness>>;
}> {
  const h = await harness();
  return { h, call: (name, input) => (h.api[name] as Operation)(input, context) as Promise<never> };
}

const machine = { name: 'm', definition, roleArn: ROLE };
const stateMachineArn = 'arn:aws:states:eu-central-1:111111111111:stateMachine:m';
const executionArn = 'arn:aws:states:eu-central-1:111111111111:execution:m:one';

describe('StartExecution', () => {
  test('the same name and input while it runs is the same execution', async () => {
    const { call } = await api();
    await call('CreateStateMachine', machine);
    const first = await call('StartExecution', { stateMachineArn, name: 'one', input: '{"a":1}' });
    expect(await call('StartExecution', { stateMachineArn, name: 'one', input: '{"a":1}' })).toEqual(first);
  });

  test.each([
    ['other input while it runs', '{"a":2}', false],
    ['the same input after it ended', '{"a":1}', true],
  ])('%s is ExecutionAlreadyExists', async (_, input, ended) => {
    const { call, h } = await api();
    await call('CreateStateMachine', machine);
    await call('StartExecution', { stateMachineArn, name: 'one', input: '{"a":1}' });
    if (ended) await h.end(executionArn);
    await expect(call('StartExecution', { stateMachineArn, name: 'one', input })).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArn}'`,
    });
  });

  test.each([
    ['not json', 'InvalidExecutionInput'],
    [`"${'x'.repeat(262_144)}"`, 'ValidationException'],
  ])('bad input is refused', async (input, code) => {
    const { call } = await api();
    await call('CreateStateMachine', machine);
    await expect(call('StartExecution', { stateMachineArn, input })).rejects.toMatchObject({ code });
  });

  test('an unknown machine, a bad name', async () => {
    const { call } = await api();
    await expect(call('StartExecution', { stateMachineArn })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
    await call('CreateStateMachine', machine);
    await expect(call('StartExecution', { stateMachineArn, name: 'a b' })).rejects.toMatchObject({
      code: 'InvalidName',
    });
  });
});

describe('state machines', () => {
  test.each([
    ['dots.and=more+', true],
    ['x'.repeat(80), true],
    ['x'.repeat(81), false],
    ['a/b', false],
    ['a b', false],
    ['', false],
  ])('called %j: %s', async (name, allowed) => {
    const { call } = await api();
    const made = call('CreateStateMachine', { ...machine, name });
    if (allowed) await expect(made).resolves.toBeDefined();
    else await expect(made).rejects.toMatchObject({ code: 'InvalidName' });
  });

  test('created again just the same is no error; with another definition it is', async () => {
    const { call } = await api();
    const first = await call('CreateStateMachine', machine);
    expect(await call('CreateStateMachine', machine)).toEqual(first);
    const other = definition.replace('100', '200');
    await expect(call('CreateStateMachine', { ...machine, definition: other })).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
    });
  });

  test('an update is for executions to come; those that run keep theirs', async () => {
    const { call, h } = await api();
    await call('CreateStateMachine', machine);
    await call('StartExecution', { stateMachineArn, name: 'one' });
    await call('UpdateStateMachine', { stateMachineArn, definition: definition.replace('100', '7') });
    await call('StartExecution', { stateMachineArn, name: 'two' });
    const started = h.clock.now();
    const ends = await Promise.all([executionArn, executionArn.replace('one', 'two')].map((arn) => h.end(arn)));
    expect(ends.map((e) => (e.record.stopDate! - started) / 1000)).toEqual([100, 7]);
    expect(await call('DescribeStateMachineForExecution', { executionArn })).toMatchObject({
      definition: expect.stringContaining('100'),
    });
  });

  test('listed, described, deleted', async () => {
    const { call } = await api();
    for (const name of ['b', 'a', 'c']) await call('CreateStateMachine', { ...machine, name });
    const first = (await call('ListStateMachines', { maxResults: 2 })) as {
      stateMachines: { name: string }[];
      nextToken: string;
    };
    const second = (await call('ListStateMachines', { maxResults: 2, nextToken: first.nextToken })) as typeof first;
    expect([...first.stateMachines, ...second.stateMachines].map((m) => m.name)).toEqual(['a', 'b', 'c']);
    expect(second.nextToken).toBeUndefined();
    const arn = stateMachineArn.replace(/m$/, 'a');
    await call('DeleteStateMachine', { stateMachineArn: arn });
    await expect(call('DescribeStateMachine', { stateMachineArn: arn })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
  });
});

describe('executions', () => {
  test('stopped with error and cause', async () => {
    const { call, h } = await api();
    await call('CreateStateMachine', machine);
    await call('StartExecution', { stateMachineArn, name: 'one' });
    await call('StopExecution', { executionArn, error: 'Enough', cause: 'stopped by hand' });
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'stopped by hand',
      redriveStatus: 'REDRIVABLE',
    });
    expect((await h.events(executionArn)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Enough' },
    });
  });

  test('history forwards, backwards, in pages, without data', async () => {
    const { call, h } = await api();
    await call('CreateStateMachine', machine);
    await call('StartExecution', { stateMachineArn, name: 'one', input: '{"secret":1}' });
    await h.end(executionArn);
    type Page = { events: { id: number; type: string; timestamp: Date }[]; nextToken?: string };
    const first = (await call('GetExecutionHistory', { executionArn, maxResults: 3 })) as Page;
    const second = (await call('GetExecutionHistory', {
      executionArn,
      maxResults: 3,
      nextToken: first.nextToken,
    })) as Page;
    expect([...first.events, ...second.events].map((e) => e.type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
    const backwards = (await call('GetExecutionHistory', { executionArn, reverseOrder: true })) as Page;
    expect(backwards.events.map((e) => e.id)).toEqual([4, 3, 2, 1]);
    expect(first.events[0]?.timestamp).toBeInstanceOf(Date);
    expect(
      JSON.stringify(await call('GetExecutionHistory', { executionArn, includeExecutionData: false })),
    ).not.toContain('secret');
  });

  test('listed newest first, by status', async () => {
    const { call, h } = await api();
    await call('CreateStateMachine', machine);
    await call('StartExecution', { stateMachineArn, name: 'one' });
    await h.end(executionArn);
    await call('StartExecution', { stateMachineArn, name: 'two' });
    type List = { executions: { name: string; status: string }[] };
    expect(
      ((await call('ListExecutions', { stateMachineArn })) as List).executions.map((e) => [e.name, e.status]),
    ).toEqual([
      ['two', 'RUNNING'],
      ['one', 'SUCCEEDED'],
    ]);
    expect(
      ((await call('ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED' })) as List).executions,
    ).toHaveLength(1);
  });

  test('unknown ones', async () => {
    const { call } = await api();
    for (const name of ['DescribeExecution', 'GetExecutionHistory', 'StopExecution', 'RedriveExecution']) {
      await expect(call(name, { executionArn })).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
    }
  });
});

test('TestState tells where a state goes', async () => {
  const { call } = await api();
  const state = {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.n > 1 %}', Next: 'Big' }],
    Default: 'Small',
    QueryLanguage: 'JSONata',
  };
  expect(await call('TestState', { definition: JSON.stringify(state), input: '{"n":2}', roleArn: ROLE })).toMatchObject(
    { status: 'SUCCEEDED', nextState: 'Big', output: '{"n":2}' },
  );
});

test('TestState refuses what CreateStateMachine refuses, but for where a lone state goes', async () => {
  const { call } = await api();
  const request = (state: object) => ({ definition: JSON.stringify(state), input: '{}', roleArn: ROLE });
  await expect(call('TestState', request({ Type: 'Parallel', Branches: [], End: true }))).rejects.toMatchObject({
    code: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches'",
  });
  expect(await call('TestState', request({ Type: 'Pass', Next: 'Nowhere' }))).toMatchObject({ nextState: 'Nowhere' });
});

test('an Express machine runs synchronously', async () => {
  const { call } = await api();
  await call('CreateStateMachine', { ...machine, type: 'EXPRESS' });
  expect(await call('StartSyncExecution', { stateMachineArn, input: '{"a":1}' })).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"a":1}',
  });
});
