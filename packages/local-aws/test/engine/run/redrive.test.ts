import { TaskFailure } from '../../../engine/errors';
import type { Json } from '../../../engine/json';
import { memoryStore } from '../../../store';
import { chain, failing, harness, output, task, types } from '../harness';

const after = (all: readonly string[], type: string): string[] => all.slice(all.lastIndexOf(type));

describe('a redriven Task', () => {
  const definition = chain({
    First: task('once'),
    Second: task('flaky', { Retry: [{ ErrorEquals: ['TroubleError'], MaxAttempts: 1 }] }),
  });

  test('is scheduled again, not entered again; what succeeded before is kept', async () => {
    let firsts = 0;
    const h = await harness({ once: () => ({ n: ++firsts }), flaky: failing(2, (input) => input) });
    const execution = await h.run(definition);
    expect(execution.record).toMatchObject({ status: 'FAILED', error: 'TroubleError' });
    await h.redrive(execution.record.arn);
    expect(execution.record).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(output(execution)).toEqual({ n: 1 });
    expect(after(types(await h.events(execution.record.arn)), 'ExecutionRedriven')).toEqual([
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('has all its retries again', async () => {
    const h = await harness({ once: () => ({}), flaky: failing(3, () => 'healed') });
    const execution = await h.run(definition);
    await h.redrive(execution.record.arn);
    expect(output(execution)).toBe('healed');
  });

  test('sees RedriveCount and RedriveTime, and its first EnteredTime', async () => {
    const seen: Json[] = [];
    const h = await harness({
      look: (payload: Json) => {
        seen.push(payload);
        if (seen.length < 3) throw new Error('again');
        return null;
      },
    });
    const look = { context: '{% $states.context.Execution %}', entered: '{% $states.context.State.EnteredTime %}' };
    const execution = await h.run(
      chain({
        Wait: { Type: 'Wait', Seconds: 7 },
        Look: task('look', { Arguments: { FunctionName: 'look', Payload: look } }),
      }),
    );
    await h.redrive(execution.record.arn);
    await h.redrive(execution.record.arn);
    expect(seen.map((s) => (s as { context: { RedriveCount: number } }).context.RedriveCount)).toEqual([0, 1, 2]);
    expect(seen.map((s) => (s as { context: object }).context).map((c) => 'RedriveTime' in c)).toEqual([
      false,
      true,
      true,
    ]);
    expect(new Set(seen.map((s) => (s as { entered: string }).entered))).toEqual(new Set(['2026-11-01T00:00:07Z']));
  });

  test('is called again when it was its Output that failed', async () => {
    let calls = 0;
    const h = await harness({ count: () => ++calls });
    const broken = task('count', {
      Output: '{% $states.context.Execution.RedriveCount > 0 ? $states.result.Payload : $nothing %}',
    });
    const execution = await h.run(chain({ Count: broken }));
    expect(execution.record.error).toBe('States.QueryEvaluationError');
    await h.redrive(execution.record.arn);
    expect(output(execution)).toBe(2);
  });
});

test('a caught error is done with: Catch toward Fail stays a dead end', async () => {
  let calls = 0;
  const h = await harness({
    broken: () => {
      calls++;
      throw new Error('no');
    },
  });
  const definition = {
    StartAt: 'Work',
    States: {
      Work: { ...task('broken'), Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GiveUp' }], End: true },
      GiveUp: { Type: 'Fail', Error: 'GaveUp', Cause: 'it was caught' },
    },
  };
  const execution = await h.run(definition);
  await h.redrive(execution.record.arn);
  expect(execution.record).toMatchObject({ status: 'FAILED', error: 'GaveUp', redriveCount: 1 });
  expect(calls).toBe(1);
  expect(after(types(await h.events(execution.record.arn)), 'ExecutionRedriven')).toEqual([
    'ExecutionRedriven',
    'FailStateEntered',
    'ExecutionFailed',
  ]);
});

test('a Choice is evaluated again', async () => {
  const h = await harness();
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.context.Execution.RedriveCount > 0 %}', Next: 'Done' }],
      },
      Done: { Type: 'Succeed' },
    },
  };
  const execution = await h.run(definition);
  expect(execution.record).toMatchObject({
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'Choose' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
  });
  await h.redrive(execution.record.arn);
  expect(execution.record.status).toBe('SUCCEEDED');
});

test('a Wait whose time has passed is left at once', async () => {
  const h = await harness();
  const arn = await h.createMachine({
    TimeoutSeconds: 60,
    ...chain({ Wait: { Type: 'Wait', Timestamp: '2026-11-01T00:30:00Z' } }),
  });
  const { record } = await h.engine.start({ stateMachineArn: arn });
  await h.end(record.arn);
  expect(record).toMatchObject({ status: 'TIMED_OUT' });
  expect(record).not.toHaveProperty('error');
  await new Promise<void>((resolve) => {
    h.clock.at(Date.parse('2026-11-01T01:00:00Z'), resolve);
  });
  await h.redrive(record.arn);
  expect(record).toMatchObject({ status: 'SUCCEEDED', stopDate: Date.parse('2026-11-01T01:00:00Z') });
});

test('of a Parallel only the failed and aborted branches run again', async () => {
  const runs: Record<string, number> = {};
  const count = (name: string): number => {
    runs[name] = (runs[name] ?? 0) + 1;
    return runs[name];
  };
  const h = await harness({
    quick: () => count('quick'),
    broken: () => {
      if (count('broken') === 1) throw new Error('no');
      return 'mended';
    },
    slow: () => count('slow'),
  });
  const definition = chain({
    Both: {
      Type: 'Parallel',
      Branches: [
        chain({ Quick: task('quick') }),
        chain({ Later: { Type: 'Wait', Seconds: 5 }, Broken: task('broken') }),
        chain({ Longer: { Type: 'Wait', Seconds: 50 }, Slow: task('slow') }),
      ],
    },
  });
  const execution = await h.run(definition);
  expect(runs).toEqual({ quick: 1, broken: 1 });
  await h.redrive(execution.record.arn);
  expect(output(execution)).toEqual([1, 'mended', 1]);
  expect(runs).toEqual({ quick: 1, broken: 2, slow: 1 });
});

test('of an inline Map only the failed and aborted iterations run again, and those that never began', async () => {
  const worked: number[] = [];
  const broken = new Set([3]);
  const h = await harness({
    work: (n: number) => {
      if (broken.delete(n)) throw new Error('no');
      worked.push(n);
      return n * 10;
    },
  });
  const definition = chain({
    Each: { Type: 'Map', Items: '{% [1..6] %}', MaxConcurrency: 1, ItemProcessor: chain({ Work: task('work') }) },
  });
  const execution = await h.run(definition);
  expect(worked).toEqual([1, 2]);
  await h.redrive(execution.record.arn);
  expect(worked).toEqual([1, 2, 3, 4, 5, 6]);
  expect(output(execution)).toEqual([10, 20, 30, 40, 50, 60]);
});

test('a Parallel whose result was too large runs again as a whole', async () => {
  let calls = 0;
  const h = await harness({ big: () => 'x'.repeat(++calls <= 2 ? 200_000 : 10) });
  const definition = chain({
    Both: { Type: 'Parallel', Branches: [chain({ A: task('big') }), chain({ B: task('big') })] },
  });
  const execution = await h.run(definition);
  expect(execution.record.error).toBe('States.DataLimitExceeded');
  await h.redrive(execution.record.arn);
  expect(execution.record.status).toBe('SUCCEEDED');
  expect(calls).toBe(4);
});

describe('a redriven Map Run', () => {
  const many = (more: object = {}): object =>
    chain({
      Many: {
        Type: 'Map',
        Label: 'Many',
        Items: '{% [1..5] %}',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          ...chain({ Before: task('before'), Work: task('work') }),
        },
        ...more,
      },
    });

  test('redrives its failed children from where they failed, in the same Map Run', async () => {
    const calls: Record<string, number> = {};
    const tally = (name: string): void => {
      calls[name] = (calls[name] ?? 0) + 1;
    };
    const broken = new Set([2, 4]);
    const h = await harness({
      before: (n: number) => {
        tally(`before${n}`);
        return n;
      },
      work: (n: number) => {
        tally(`work${n}`);
        if (broken.delete(n)) throw new Error('no');
        return n;
      },
    });
    const execution = await h.run(many());
    expect(execution.record).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const [run] = h.engine.mapRuns.of(execution.record.arn);
    await h.redrive(execution.record.arn);
    expect(output(execution)).toEqual([1, 2, 3, 4, 5]);
    expect(
      Object.entries(calls)
        .filter(([name]) => name.startsWith('before'))
        .every(([, n]) => n === 1),
    ).toBe(true);
    expect(h.engine.mapRuns.of(execution.record.arn)).toHaveLength(1);
    expect(run).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(after(types(await h.events(execution.record.arn)), 'ExecutionRedriven')).toEqual([
      'ExecutionRedriven',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    const children = await h.engine.childrenOf(run!.arn);
    expect(
      children.every((c) => c.arn.startsWith('arn:aws:states:eu-central-1:111111111111:execution:machine/Many:')),
    ).toBe(true);
    expect(children.some((c) => c.redriveCount === 1)).toBe(true);
  });

  test('reads its items again when none was begun', async () => {
    let reads = 0;
    const h = await harness(
      { before: (n: Json) => n, work: (n: Json) => n },
      {
        sdk: async () => {
          if (++reads === 1) throw new TaskFailure('S3.NoSuchKeyException', 'The specified key does not exist.');
          return { Body: '[7,8]' };
        },
      },
    );
    const reader = {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Arguments: { Bucket: 'b', Key: 'k' },
    };
    const execution = await h.run(many({ Items: undefined, ItemReader: reader }));
    expect(execution.record).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'The specified key does not exist.',
    });
    await h.redrive(execution.record.arn);
    expect(output(execution)).toEqual([7, 8]);
  });
});

test('redriving a parent starts a new child; the failed one stays as it is', async () => {
  const h = await harness({ work: failing(1, () => 'well') });
  const childArn = await h.createMachine(chain({ Work: task('work') }), 'child');
  const nested = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: { StateMachineArn: childArn },
    Output: '{% $states.result.Output %}',
  };
  const execution = await h.run(chain({ Nested: nested }), {}, 'parent');
  expect(execution.record.error).toBe('States.TaskFailed');
  expect(JSON.parse(execution.record.cause!)).toMatchObject({ Error: 'TroubleError', Status: 'FAILED' });
  await h.redrive(execution.record.arn);
  expect(output(execution)).toBe('well');
  const children = [...h.engine.executions.values()].filter((e) => e.record.stateMachineArn === childArn);
  expect(children.map((c) => [c.record.status, c.record.redriveCount])).toEqual([
    ['FAILED', 0],
    ['SUCCEEDED', 0],
  ]);
});

test('a fixed child name collides on redrive', async () => {
  const h = await harness({ work: failing(1, () => 'well') });
  const childArn = await h.createMachine(chain({ Work: task('work') }), 'child');
  const nested = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: { StateMachineArn: childArn, Name: 'fixed' },
  };
  const execution = await h.run(chain({ Nested: nested }), {}, 'parent');
  await h.redrive(execution.record.arn);
  expect(execution.record.error).toBe('StepFunctions.ExecutionAlreadyExistsException');
});

describe('what cannot be redriven says why', () => {
  const refused = (reason: string): object => ({
    code: 'ExecutionNotRedrivable',
    message: `Execution Not Redrivable: '${reason}'`,
  });
  const request = (executionArn: string) => ({ executionArn });

  test('a successful or running execution', async () => {
    const h = await harness();
    const done = await h.run(chain({ Nothing: { Type: 'Pass' } }));
    await expect(h.api.RedriveExecution!(request(done.record.arn), {} as never)).rejects.toMatchObject(
      refused('Execution is SUCCEEDED and cannot be redriven'),
    );
    const arn = await h.createMachine(chain({ Wait: { Type: 'Wait', Seconds: 9 } }), 'waits');
    const { record } = await h.engine.start({ stateMachineArn: arn });
    await expect(h.api.RedriveExecution!(request(record.arn), {} as never)).rejects.toMatchObject(
      refused('Execution is RUNNING and cannot be redriven'),
    );
  });

  test('after 14 days', async () => {
    const h = await harness();
    const failed = await h.run(chain({ No: { Type: 'Fail' } }));
    const late = failed.record.stopDate! + 14 * 24 * 3_600_000 + 1;
    await new Promise<void>((resolve) => {
      h.clock.at(late, resolve);
    });
    await expect(h.api.RedriveExecution!(request(failed.record.arn), {} as never)).rejects.toMatchObject(
      refused('Execution redrivable period exceeded'),
    );
  });
});

test('a repeated request with one client token is one redrive', async () => {
  const h = await harness();
  const { record } = await h.run(chain({ No: { Type: 'Fail' } }));
  const once = async () => h.api.RedriveExecution!({ executionArn: record.arn, clientToken: 't' }, {} as never);
  const first = await once();
  await h.end(record.arn);
  expect(await once()).toEqual(first);
  expect(record.redriveCount).toBe(1);
});

test('status events tell of the redrive', async () => {
  const h = await harness({ work: failing(1, () => null) });
  const { record } = await h.run(chain({ Work: task('work') }));
  await h.redrive(record.arn);
  await h.engine.journal.flush();
  await new Promise((resolve) => setImmediate(resolve));
  expect(h.emitted.map((e) => [e.status, e.redriveCount])).toEqual([
    ['RUNNING', 0],
    ['FAILED', 0],
    ['RUNNING', 1],
    ['SUCCEEDED', 1],
  ]);
});

test('a failed execution is redriven after a restart of the process', async () => {
  const store = memoryStore();
  const broken = chain({
    Keep: { Type: 'Pass', Assign: { kept: 5 } },
    Both: {
      Type: 'Parallel',
      Branches: [chain({ A: task('a') }), chain({ Pause: { Type: 'Wait', Seconds: 1 }, B: task('b') })],
    },
  });
  let calls = 0;
  const a = (): Json => ++calls;
  const first = await harness(
    {
      a,
      b: () => {
        throw new Error('no');
      },
    },
    { store },
  );
  const { record } = await first.run(broken);
  await first.engine.journal.flush();
  const second = await harness({ a, b: () => 'b' }, { store, now: first.clock.now() + 1000 });
  second.engine.resume();
  const execution = await second.redrive(record.arn);
  expect(output(execution)).toEqual([1, 'b']);
});
