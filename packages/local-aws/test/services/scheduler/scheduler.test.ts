import { ScaledClock } from '../../../clock';
import { ServiceError } from '../../../service';
import { createScheduler } from '../../../services/scheduler';
import { memoryStore } from '../../../store';
import { caller, elapse, PRODUCER, STARTS_AT, testRuntime } from '../runtime';

const MACHINE = 'arn:aws:states:eu-west-1:111111111111:stateMachine:export';
const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:dead-letters';
const ARN = 'arn:aws:scheduler:eu-west-1:111111111111:schedule/default/nightly';
const HOUR = 3_600_000;
const NIGHTLY = {
  Name: 'nightly',
  ScheduleExpression: 'cron(0 11 * * ? *)',
  ScheduleExpressionTimezone: 'Asia/Taipei',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: MACHINE,
    RoleArn: `arn:aws:iam::${PRODUCER}:role/schedules`,
    Input: '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}',
  },
};

async function scheduler(store = memoryStore(), more: object = {}) {
  const runtime = { ...testRuntime(store), ...more };
  const started: { readonly input: string; readonly name: string; readonly at: number }[] = [];
  const messages: object[] = [];
  const failing: Error[] = [];
  const running = await createScheduler({
    ...runtime,
    startExecution: async (_arn, input, name) => {
      const error = failing.shift();
      if (error !== undefined) throw error;
      started.push({ input, name, at: runtime.clock.now() });
    },
    sendMessage: async (arn, input, _name, { failure }) => messages.push({ arn, input, failure }),
  });
  const call = caller(running.service);
  return { ...runtime, ...running, call, started, messages, failing };
}

const times = (started: readonly { readonly at: number }[]) =>
  started.map(({ at }) => new Date(at).toISOString().slice(5, 16));

it('starts its target at each time that is due, and says for which', async () => {
  const s = await scheduler();
  expect(await s.call('CreateSchedule', NIGHTLY)).toEqual({ ScheduleArn: ARN });
  await elapse(s.clock, 26 * HOUR);
  s.close();
  expect(times(s.started)).toEqual(['11-20T03:00', '11-21T03:00']);
  expect(JSON.parse(s.started[0]!.input)).toEqual({ at: '2026-11-20T03:00:00Z', by: ARN });
  expect(new Set(s.started.map(({ name }) => name)).size).toBe(2);
});

it('reads back as it was made, and is listed', async () => {
  const s = await scheduler();
  await s.call('CreateSchedule', { ...NIGHTLY, StartDate: new Date(STARTS_AT) });
  expect(await s.call('GetSchedule', { Name: 'nightly' })).toMatchObject({
    ...NIGHTLY,
    Arn: ARN,
    State: 'ENABLED',
    GroupName: 'default',
    ActionAfterCompletion: 'NONE',
    StartDate: new Date(STARTS_AT),
    CreationDate: new Date(STARTS_AT),
  });
  await s.call('CreateSchedule', { ...NIGHTLY, Name: 'other' });
  const { Schedules } = await s.call('ListSchedules', { NamePrefix: 'night' });
  expect(Schedules).toEqual([expect.objectContaining({ Name: 'nightly', Target: { Arn: MACHINE } })]);
  const { Schedules: first, NextToken } = await s.call('ListSchedules', { MaxResults: 1 });
  const { Schedules: second } = await s.call('ListSchedules', { MaxResults: 1, NextToken });
  expect([...first, ...second].map(({ Name }: { Name: string }) => Name)).toEqual(['nightly', 'other']);
  s.close();
});

it('goes by its new time once it is updated, stands still while it is disabled, and is gone once deleted', async () => {
  const s = await scheduler();
  await s.call('CreateSchedule', NIGHTLY);
  await s.call('UpdateSchedule', { ...NIGHTLY, ScheduleExpressionTimezone: 'UTC' });
  await elapse(s.clock, 10 * HOUR);
  expect(times(s.started)).toEqual(['11-20T11:00']);
  await s.call('UpdateSchedule', { ...NIGHTLY, State: 'DISABLED' });
  await elapse(s.clock, 48 * HOUR);
  await s.call('UpdateSchedule', NIGHTLY);
  await elapse(s.clock, 24 * HOUR);
  expect(times(s.started)).toEqual(['11-20T11:00', '11-23T03:00']);
  await s.call('DeleteSchedule', { Name: 'nightly' });
  await elapse(s.clock, 48 * HOUR);
  expect(s.started).toHaveLength(2);
  await expect(s.call('GetSchedule', { Name: 'nightly' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

it('does not begin anew when the same is said again', async () => {
  const s = await scheduler();
  const rate = { ...NIGHTLY, ScheduleExpression: 'rate(10 hours)' };
  await s.call('CreateSchedule', rate);
  await elapse(s.clock, 15 * HOUR);
  await s.call('UpdateSchedule', rate);
  await elapse(s.clock, 6 * HOUR);
  s.close();
  expect(times(s.started)).toEqual(['11-20T02:00', '11-20T12:00', '11-20T22:00']);
});

it('makes up for the last of the times that were due while nothing ran', async () => {
  const store = memoryStore();
  const before = await scheduler(store);
  await before.call('CreateSchedule', { ...NIGHTLY, ScheduleExpression: 'rate(1 minute)' });
  await elapse(before.clock, 60_000);
  before.close();
  const after = await scheduler(store);
  await elapse(after.clock, 50 * HOUR + 30_000);
  await after.resume();
  await elapse(after.clock, 45_000);
  after.close();
  expect(times(after.started)).toEqual(['11-22T04:00', '11-22T04:01']);
  expect(after.started.map(({ input }) => JSON.parse(input).at)).toEqual([
    '2026-11-22T04:00:00Z',
    '2026-11-22T04:01:00Z',
  ]);
});

describe('a schedule that is said again before an earlier process is taken up', () => {
  const again = async (said: object, update: object) => {
    const store = memoryStore();
    const before = await scheduler(store);
    await before.call('CreateSchedule', said);
    await elapse(before.clock, 60_000);
    before.close();
    const after = await scheduler(store);
    await elapse(after.clock, 50 * HOUR + 30_000);
    await after.call('UpdateSchedule', update);
    await elapse(after.clock, 1000);
    expect(after.started).toEqual([]);
    await after.resume();
    await elapse(after.clock, 15_000);
    after.close();
    return after.started.map(({ input }) => JSON.parse(input).at);
  };
  const everyMinute = { ...NIGHTLY, ScheduleExpression: 'rate(1 minute)' };

  it('makes up for the last time alone', async () =>
    expect(await again(everyMinute, everyMinute)).toEqual(['2026-11-22T04:00:00Z']));
  it('makes up for it too if it had never been due', async () =>
    expect(await again(NIGHTLY, NIGHTLY)).toEqual(['2026-11-22T03:00:00Z']));
  it('makes up for nothing if its times are others now', async () =>
    expect(await again(everyMinute, NIGHTLY)).toEqual([]));
});

it('tries again, and leaves what its target refuses in the dead-letter queue', async () => {
  const s = await scheduler();
  s.failing.push(new Error('busy'), new ServiceError('StateMachineDoesNotExist', 'gone'));
  const Target = { ...NIGHTLY.Target, DeadLetterConfig: { Arn: QUEUE } };
  await s.call('CreateSchedule', { ...NIGHTLY, Target });
  await elapse(s.clock, 2 * HOUR);
  s.close();
  expect(s.started).toEqual([]);
  expect(s.messages).toEqual([
    {
      arn: QUEUE,
      input: expect.stringContaining('2026-11-20T03:00:00Z'),
      failure: expect.objectContaining({ ERROR_CODE: 'StateMachineDoesNotExist' }),
    },
  ]);
});

it('removes a schedule that is over, if it was told to', async () => {
  const s = await scheduler();
  const once = { ...NIGHTLY, ScheduleExpression: 'at(2026-11-20T11:00:00)', ActionAfterCompletion: 'DELETE' };
  await s.call('CreateSchedule', once);
  await s.call('CreateSchedule', { ...once, Name: 'kept', ActionAfterCompletion: undefined });
  await elapse(s.clock, 2 * HOUR);
  expect(times(s.started)).toEqual(['11-20T03:00', '11-20T03:00']);
  const { Schedules } = await s.call('ListSchedules');
  expect(Schedules.map(({ Name }: { Name: string }) => Name)).toEqual(['kept']);
});

it('fires on a real clock too', async () => {
  const clock = new ScaledClock(36_000, STARTS_AT);
  const fired = new Promise<number>((resolve) => {
    void scheduler(undefined, { clock }).then(async (s) => {
      await s.call('CreateSchedule', NIGHTLY);
      const look = (): void => {
        if (s.started.length === 0) return void clock.at(clock.now() + 60_000, look);
        s.close();
        resolve(s.started[0]!.at);
      };
      look();
    });
  });
  expect(await fired).toBeGreaterThanOrEqual(STARTS_AT + HOUR);
});

it.each([
  [{ Name: 'a b' }, 'ValidationException'],
  [{ ScheduleExpression: 'cron(0 2 * * *)' }, 'ValidationException'],
  [{ ScheduleExpressionTimezone: 'Taipei' }, 'ValidationException'],
  [{ FlexibleTimeWindow: undefined }, 'ValidationException'],
  [{ Target: { Arn: MACHINE } }, 'ValidationException'],
  [{ GroupName: 'mine' }, 'ResourceNotFoundException'],
])('refuses %j', async (change, code) => {
  const s = await scheduler();
  await expect(s.call('CreateSchedule', { ...NIGHTLY, ...change })).rejects.toMatchObject({ code });
});

it('refuses a second schedule of a name', async () => {
  const s = await scheduler();
  await s.call('CreateSchedule', NIGHTLY);
  await expect(s.call('CreateSchedule', NIGHTLY)).rejects.toMatchObject({ code: 'ConflictException' });
  s.close();
});
