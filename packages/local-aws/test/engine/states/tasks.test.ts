import { TaskFailure } from '../../../engine/errors';
import type { Json } from '../../../engine/json';
import type { CallControl } from '../../../engine/ports';
import { chain, failing, harness, output, START, task, types } from '../harness';

describe('retries', () => {
  const retrier = { ErrorEquals: ['TroubleError'], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 4 };

  test.each([
    ['backoff', {}, [10, 30, 90]],
    ['a longest delay', { MaxDelaySeconds: 40 }, [10, 30, 40]],
    ['full jitter', { JitterStrategy: 'FULL' }, [5, 15, 45]],
  ])('wait with %s', async (_, more, expected) => {
    const at: number[] = [];
    const h = await harness({
      flaky: failing(3, () => null),
    });
    const arn = await h.createMachine(chain({ Flaky: task('flaky', { Retry: [{ ...retrier, ...more }] }) }));
    const { record } = await h.engine.start({ stateMachineArn: arn });
    await h.end(record.arn);
    for (const event of await h.events(record.arn)) if (event.type === 'TaskScheduled') at.push(event.timestamp);
    expect(at.slice(1).map((time, i) => (time - at[i]!) / 1000)).toEqual(expected);
  });

  test('each retrier counts for itself', async () => {
    let calls = 0;
    const h = await harness({
      two: () => {
        calls++;
        throw Object.assign(new Error(), { name: calls % 2 === 1 ? 'OddError' : 'EvenError' });
      },
    });
    const Retry = [
      { ErrorEquals: ['OddError'], MaxAttempts: 2 },
      { ErrorEquals: ['EvenError'], MaxAttempts: 2 },
    ];
    const { record } = await h.run(chain({ Two: task('two', { Retry }) }));
    expect({ error: record.error, calls }).toEqual({ error: 'OddError', calls: 5 });
  });

  test.each([
    ['States.ALL', 'Some.Error', true],
    ['States.TaskFailed', 'Some.Error', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['Other.Error', 'Some.Error', false],
  ])('%s takes %s: %s', async (name, error, taken) => {
    const h = await harness({
      fail: () => {
        throw new TaskFailure(error, 'because');
      },
    });
    const definition = {
      StartAt: 'Fail',
      States: {
        Fail: { ...task('fail'), Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true },
        Caught: { Type: 'Succeed' },
      },
    };
    const { record } = await h.run(definition);
    expect(record.status).toBe(taken ? 'SUCCEEDED' : 'FAILED');
  });
});

test('a Task that gives no answer times out at its limit', async () => {
  const h = await harness({}, { invokeFunction: (_, __, control) => control.idle(new Promise<never>(() => {})) });
  const { record } = await h.run(chain({ Slow: task('slow', { TimeoutSeconds: 90 }) }));
  expect(record).toMatchObject({ status: 'FAILED', error: 'States.Timeout', stopDate: START + 90_000 });
});

test('a machine that times out says so in its last event alone, which follows from none', async () => {
  const h = await harness();
  const { record } = await h.run({ ...chain({ Pause: { Type: 'Wait', Seconds: 25 } }), TimeoutSeconds: 3 });
  expect(record).toMatchObject({ status: 'TIMED_OUT', stopDate: START + 3000 });
  expect(record.error).toBeUndefined();
  expect((await h.events(record.arn)).at(-1)).toMatchObject({
    type: 'ExecutionTimedOut',
    previousEventId: 0,
    executionTimedOutEventDetails: { error: 'States.Timeout' },
  });
});

describe('waiting for a token', () => {
  const waiting = (more: object = {}): object =>
    chain({
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
        ...more,
      },
    });
  const asking = async (more: object = {}) => {
    let token = '';
    const h = await harness({
      ask: (payload: { token: string }) => {
        token = payload.token;
        return null;
      },
    });
    const arn = await h.createMachine(waiting(more));
    const { record } = await h.engine.start({ stateMachineArn: arn });
    while (token === '') await new Promise((resolve) => setImmediate(resolve));
    return { h, record, token };
  };
  const call = (h: Awaited<ReturnType<typeof harness>>, operation: string, input: object) =>
    h.api[operation]!(input, {} as never);

  test('ends with what SendTaskSuccess brings', async () => {
    const { h, record, token } = await asking();
    await call(h, 'SendTaskSuccess', { taskToken: token, output: '{"answer":42}' });
    expect(output(await h.end(record.arn))).toEqual({ answer: 42 });
    expect(types(await h.events(record.arn))).toContain('TaskSubmitted');
  });

  test('fails with what SendTaskFailure brings', async () => {
    const { h, record, token } = await asking();
    await call(h, 'SendTaskFailure', { taskToken: token, error: 'Refused', cause: 'no' });
    expect((await h.end(record.arn)).record).toMatchObject({ error: 'Refused', cause: 'no' });
  });

  test('a heartbeat moves the limit; silence is States.Timeout in all that is told; a used token is invalid', async () => {
    const { h, record, token } = await asking({ HeartbeatSeconds: 60, TimeoutSeconds: 600 });
    h.clock.at(START + 50_000, () => void call(h, 'SendTaskHeartbeat', { taskToken: token }));
    expect((await h.end(record.arn)).record).toMatchObject({ error: 'States.Timeout', stopDate: START + 110_000 });
    expect((await h.events(record.arn)).find((e) => e.type === 'TaskTimedOut')).toMatchObject({
      taskTimedOutEventDetails: { error: 'States.Timeout' },
    });
    await expect(call(h, 'SendTaskSuccess', { taskToken: token, output: '1' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
  });
});

test.each([
  ['States.HeartbeatTimeout', { HeartbeatSeconds: 5, TimeoutSeconds: 60 }, true],
  ['States.Timeout', { HeartbeatSeconds: 5, TimeoutSeconds: 60 }, true],
  ['States.TaskFailed', { HeartbeatSeconds: 5 }, false],
  ['States.HeartbeatTimeout', { TimeoutSeconds: 60 }, false],
])('%s takes the silence of a mocked token Task with %j: %s', async (name, limits, taken) => {
  const intercept = (_: unknown, control: CallControl) => ({
    submitted: null,
    outcome: control.idle(new Promise<never>(() => {})),
  });
  const h = await harness({}, { intercept });
  const execution = await h.run({
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: { MessageBody: '{% $states.context.Task.Token %}' },
        ...limits,
        Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  });
  if (taken) expect(output(execution)).toEqual({ Error: 'States.Timeout', Cause: '' });
  else expect(execution.record).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

describe('nested executions', () => {
  const nest = (arn: string, suffix: string, more: object = {}): object => ({
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${suffix}`,
    Arguments: { StateMachineArn: arn, Input: { n: 1 } },
    ...more,
  });

  test.each([
    ['.sync', { Output: '{"n":1}', Input: '{"n":1}' }],
    ['.sync:2', { Output: { n: 1 }, Input: { n: 1 } }],
  ])('%s quotes or parses the child', async (suffix, expected) => {
    const h = await harness();
    const child = await h.createMachine(chain({ Pause: { Type: 'Wait', Seconds: 9 } }), 'child');
    const execution = await h.run(chain({ Nest: nest(child, suffix) }), {}, 'parent');
    expect(output(execution)).toMatchObject({ ...expected, Status: 'SUCCEEDED', InputDetails: { Included: true } });
    expect(execution.record.stopDate).toBe(START + 9000);
  });

  test('the child of an aborted parent is stopped', async () => {
    const h = await harness();
    const child = await h.createMachine(chain({ Pause: { Type: 'Wait', Seconds: 9000 } }), 'child');
    const arn = await h.createMachine({ TimeoutSeconds: 60, ...chain({ Nest: nest(child, '.sync:2') }) }, 'parent');
    const { record } = await h.engine.start({ stateMachineArn: arn });
    await h.end(record.arn);
    const [started] = [...h.engine.executions.values()].filter((e) => e.record.stateMachineArn === child);
    expect([record.status, started?.record.status]).toEqual(['TIMED_OUT', 'ABORTED']);
  });

  test('a machine that is not there', async () => {
    const h = await harness();
    const { record } = await h.run(
      chain({ Nest: nest('arn:aws:states:eu-central-1:111111111111:stateMachine:none', '') }),
      {},
      'parent',
    );
    expect(record.error).toBe('StepFunctions.StateMachineDoesNotExistException');
  });
});

test('executions of several machines keep the order of virtual time', async () => {
  const order: Json[] = [];
  const h = await harness({ note: (name: Json) => order.push(name) });
  const arn = await h.createMachine(
    chain({
      Wait: { Type: 'Wait', Seconds: '{% $states.input.after %}' },
      Note: task('note', { Arguments: { FunctionName: 'note', Payload: '{% $states.input.name %}' } }),
    }),
  );
  const times = [86_400, 5, 3600, 5, 60];
  const started = await Promise.all(
    times.map((after, i) =>
      h.engine.start({ stateMachineArn: arn, input: JSON.stringify({ after, name: `${after}#${i}` }) }),
    ),
  );
  await Promise.all(started.map(({ record }) => h.end(record.arn)));
  expect(order).toEqual(['5#1', '5#3', '60#4', '3600#2', '86400#0']);
});

test('too much history fails the execution', async () => {
  const h = await harness();
  const forever = {
    StartAt: 'Round',
    States: {
      Round: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Round' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  };
  const { record } = await h.run(forever);
  expect(record).toMatchObject({ status: 'FAILED', error: 'States.Runtime', eventCount: 25_000 });
  await expect(h.api.RedriveExecution!({ executionArn: record.arn }, {} as never)).rejects.toMatchObject({
    code: 'ExecutionNotRedrivable',
  });
});

test('a payload above 256 KiB is States.DataLimitExceeded', async () => {
  const h = await harness({ big: () => 'x'.repeat(262_145) });
  const { record } = await h.run(chain({ Big: task('big') }));
  expect(record).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});
