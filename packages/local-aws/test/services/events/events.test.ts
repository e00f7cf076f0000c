import { ServiceError } from '../../../service';
import { createEvents } from '../../../services/events';
import { Changes, DurableMap, memoryStore } from '../../../store';
import { caller, elapse, PRODUCER, testRuntime } from '../runtime';

const MACHINE = 'arn:aws:states:eu-west-1:111111111111:stateMachine:export';
const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:dead-letters';
const EVENT = {
  source: 'aws.rds',
  'detail-type': 'RDS DB Cluster Snapshot Event',
  resources: ['arn:snapshot'],
  detail: { SourceIdentifier: 'foo', count: 2 },
};
const PATTERN = JSON.stringify({ source: ['aws.rds'] });

interface Started {
  readonly arn: string;
  readonly input: string;
  readonly name: string;
}

async function bus(store = memoryStore()) {
  const runtime = testRuntime(store);
  const started: Started[] = [];
  const messages: Started[] = [];
  const failing: Error[] = [];
  const events = await createEvents({
    ...runtime,
    startExecution: async (arn, input, name) => {
      const error = failing.shift();
      if (error !== undefined) throw error;
      started.push({ arn, input, name });
    },
    sendMessage: async (arn, input, name) => messages.push({ arn, input, name }),
  });
  const call = caller(events.service);
  const rule = async (target: object = {}, Name = 'snapshots') => {
    await call('PutRule', { Name, EventPattern: PATTERN });
    await call('PutTargets', { Rule: Name, Targets: [{ Id: 'export', Arn: MACHINE, ...target }] });
  };
  return { ...runtime, events, call, rule, started, messages, failing };
}

test('an event reaches the machine of each matching rule, whole, under a name of its own', async () => {
  const b = await bus();
  await b.rule();
  await b.rule({}, 'again');
  await b.call('PutRule', { Name: 'other', EventPattern: '{"source":["aws.glue"]}' });
  await b.events.emit(EVENT);
  expect(b.started.map((s) => s.arn)).toEqual([MACHINE, MACHINE]);
  expect(JSON.parse(b.started[0]!.input)).toEqual({
    ...EVENT,
    version: '0',
    id: expect.any(String),
    account: PRODUCER,
    region: 'eu-west-1',
    time: '2026-11-20T02:00:00Z',
  });
  expect(new Set(b.started.map((s) => s.name)).size).toBe(2);
  for (const { name } of b.started) expect(name).toMatch(/^[\w-]{1,80}$/);
});

test.each([
  ['Input', { Input: '{"a":1}' }, '{"a":1}'],
  ['InputPath', { InputPath: '$.detail.SourceIdentifier' }, '"foo"'],
  ['InputPath in brackets', { InputPath: "$['detail-type']" }, '"RDS DB Cluster Snapshot Event"'],
  ['InputPath of a list', { InputPath: '$.resources[0]' }, '"arn:snapshot"'],
  [
    'InputTransformer',
    {
      InputTransformer: {
        InputPathsMap: { id: '$.detail.SourceIdentifier', n: '$.detail.count', no: '$.detail.absent' },
        InputTemplate: '{"id": <id>, "n": <n>, "text": "of <id> <n><no>", "rule": <aws.events.rule-name>, "no": <no>}',
      },
    },
    '{"id": "foo", "n": 2, "text": "of foo 2", "rule": "snapshots", "no": null}',
  ],
])('%s decides what the target gets', async (_name, target, input) => {
  const b = await bus();
  await b.rule(target);
  await b.events.emit(EVENT);
  expect(b.started[0]?.input).toBe(input);
});

test('a target that fails is tried again, later, under the same name', async () => {
  const b = await bus();
  await b.rule();
  b.failing.push(new Error('busy'), new Error('busy'));
  await b.events.emit(EVENT);
  expect(b.started).toEqual([]);
  expect(b.events.pendingDeliveries()).toBe(1);
  await elapse(b.clock, 60_000);
  expect(b.started).toHaveLength(1);
  expect(b.events.pendingDeliveries()).toBe(0);
});

test('what can never be delivered goes to the dead-letter queue, or is dropped', async () => {
  const b = await bus();
  await b.rule({ DeadLetterConfig: { Arn: QUEUE } });
  await b.rule({}, 'without');
  b.failing.push(
    new ServiceError('StateMachineDoesNotExist', 'gone'),
    new ServiceError('StateMachineDoesNotExist', 'gone'),
  );
  await b.events.emit(EVENT);
  expect(b.messages.map((m) => m.arn)).toEqual([QUEUE]);
  expect(b.events.pendingDeliveries()).toBe(0);
});

test('after the attempts of its policy a delivery is given up', async () => {
  const b = await bus();
  await b.rule({ RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: QUEUE } });
  b.failing.push(...Array.from({ length: 9 }, () => new Error('busy')));
  await b.events.emit(EVENT);
  await elapse(b.clock, 3_600_000);
  expect(9 - b.failing.length).toBe(3);
  expect(b.messages).toHaveLength(1);
});

test('an execution that is there already counts as delivered', async () => {
  const b = await bus();
  await b.rule();
  b.failing.push(new ServiceError('ExecutionAlreadyExists', 'started before the crash'));
  await b.events.emit(EVENT);
  expect(b.events.pendingDeliveries()).toBe(0);
});

test('killed before the target accepted, the event is delivered after the restart under the same name', async () => {
  const store = memoryStore();
  const first = await bus(store);
  await first.rule();
  first.failing.push(new Error('busy'));
  await first.events.emit(EVENT);
  first.events.close();
  const second = await bus(store);
  await second.events.resume();
  expect(second.started).toHaveLength(1);
  await second.events.resume();
  expect(second.started).toHaveLength(1);
});

test('an event is written in one piece with the change it tells of, and goes out after it', async () => {
  const b = await bus();
  await b.rule();
  const states = await DurableMap.load<string>(b.store, 'states');
  const writes = jest.spyOn(b.store, 'append');
  const made = Changes.together(b.store, (changes) => {
    changes.set(states, 'snapshot', 'available');
    return b.events.emit(EVENT, changes);
  });
  expect(writes.mock.calls[0]?.[0].map(({ namespace }) => namespace)).toEqual(['states', 'events-deliveries']);
  b.events.close();
  await made;
  expect(b.started).toEqual([]);
  const next = await bus(b.store);
  await next.events.resume();
  expect(next.started).toHaveLength(1);
});

test('the duplicate-event fault delivers twice: one event id, two names', async () => {
  const b = await bus();
  await b.rule();
  b.faults.inject({ name: 'duplicate-event', target: EVENT['detail-type'] });
  await b.events.emit(EVENT);
  const ids = b.started.map((s) => (JSON.parse(s.input) as { id: string }).id);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  expect(b.started[0]?.name).not.toBe(b.started[1]?.name);
  await b.events.emit(EVENT);
  expect(b.started).toHaveLength(3);
});

test('PutEvents answers each entry for itself', async () => {
  const b = await bus();
  await b.rule();
  const entry = { Source: 'aws.rds', DetailType: 'x', Detail: '{}' };
  const { FailedEntryCount, Entries } = await b.call('PutEvents', {
    Entries: [entry, { ...entry, Detail: 'no JSON' }, { ...entry, Source: undefined }],
  });
  expect(FailedEntryCount).toBe(2);
  expect(Entries).toEqual([
    { EventId: expect.any(String) },
    expect.objectContaining({ ErrorCode: 'MalformedDetail' }),
    expect.objectContaining({ ErrorCode: 'InvalidArgument' }),
  ]);
  expect(b.started).toHaveLength(1);
  await expect(b.call('PutEvents', { Entries: Array(11).fill(entry) })).rejects.toMatchObject({
    code: 'ValidationException',
  });
});

test('rules: put, list, disable, delete only without targets, kept over a restart', async () => {
  const store = memoryStore();
  const b = await bus(store);
  await b.rule();
  expect(await b.call('DescribeRule', { Name: 'snapshots' })).toMatchObject({
    Arn: 'arn:aws:events:eu-west-1:111111111111:rule/snapshots',
    State: 'ENABLED',
    EventPattern: PATTERN,
  });
  await b.call('DisableRule', { Name: 'snapshots' });
  await b.events.emit(EVENT);
  expect(b.started).toEqual([]);
  await expect(b.call('DeleteRule', { Name: 'snapshots' })).rejects.toThrow(/has targets/);
  const again = await bus(store);
  expect((await again.call('ListTargetsByRule', { Rule: 'snapshots' })).Targets).toHaveLength(1);
  expect((await again.call('ListRuleNamesByTarget', { TargetArn: MACHINE })).RuleNames).toEqual(['snapshots']);
  await again.call('RemoveTargets', { Rule: 'snapshots', Ids: ['export'] });
  await again.call('DeleteRule', { Name: 'snapshots' });
  expect((await again.call('ListRules')).Rules).toEqual([]);
  await expect(again.call('DescribeRule', { Name: 'snapshots' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test('a rule put again keeps its targets', async () => {
  const b = await bus();
  await b.rule();
  await b.call('PutRule', { Name: 'snapshots', EventPattern: PATTERN });
  await b.events.emit(EVENT);
  expect(b.started).toHaveLength(1);
});

test.each([
  ['PutRule', { Name: 'x' }, 'ValidationException'],
  ['PutRule', { Name: 'x y', EventPattern: PATTERN }, 'ValidationException'],
  ['PutRule', { Name: 'x', EventPattern: '{"a":"b"}' }, 'InvalidEventPatternException'],
  ['PutTargets', { Rule: 'none', Targets: [] }, 'ResourceNotFoundException'],
  ['PutTargets', { Rule: 'snapshots', Targets: [{ Id: 'a', Arn: 'nowhere' }] }, 'ValidationException'],
  ['PutTargets', { Rule: 'snapshots', Targets: [{ Id: 'a', Arn: MACHINE, Input: '{' }] }, 'ValidationException'],
  [
    'PutTargets',
    { Rule: 'snapshots', Targets: Array.from({ length: 6 }, (_, i) => ({ Id: `${i}`, Arn: MACHINE })) },
    'LimitExceededException',
  ],
])('%s %j: %s', async (operation, input, code) => {
  const b = await bus();
  await b.rule();
  await expect(b.call(operation, input)).rejects.toMatchObject({ code });
});

test('TestEventPattern judges without a rule', async () => {
  const b = await bus();
  const whole = { ...EVENT, id: '1', account: PRODUCER, time: '2026-01-01T00:00:00Z', region: 'eu-west-1' };
  const judge = (EventPattern: string) => b.call('TestEventPattern', { EventPattern, Event: JSON.stringify(whole) });
  expect(await judge(PATTERN)).toEqual({ Result: true });
  expect(await judge('{"source":["aws.glue"]}')).toEqual({ Result: false });
  await expect(judge('{}')).rejects.toMatchObject({ code: 'InvalidEventPatternException' });
});

test('a scheduled rule can be run', async () => {
  const b = await bus();
  await b.call('PutRule', { Name: 'nightly', ScheduleExpression: 'rate(1 day)' });
  await b.call('PutTargets', { Rule: 'nightly', Targets: [{ Id: 'm', Arn: MACHINE }] });
  await b.events.runSchedule('nightly');
  expect(JSON.parse(b.started[0]!.input)).toMatchObject({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
  await expect(b.events.runSchedule('none')).rejects.toThrow(RangeError);
});

test('a rule by rate fires as time passes, after its interval, until it is disabled or gone', async () => {
  const b = await bus();
  await b.call('PutRule', { Name: 'often', ScheduleExpression: 'rate(5 minutes)' });
  await b.call('PutTargets', { Rule: 'often', Targets: [{ Id: 'm', Arn: MACHINE }] });
  await elapse(b.clock, 4 * 60_000);
  await b.call('PutRule', { Name: 'often', ScheduleExpression: 'rate(5 minutes)' });
  expect(b.started).toHaveLength(0);
  await elapse(b.clock, 7 * 60_000);
  expect(b.started.map(({ input }) => JSON.parse(input).time)).toEqual([
    '2026-11-20T02:05:00Z',
    '2026-11-20T02:10:00Z',
  ]);
  await b.call('DisableRule', { Name: 'often' });
  await elapse(b.clock, 20 * 60_000);
  expect(b.started).toHaveLength(2);
  await b.call('EnableRule', { Name: 'often' });
  await elapse(b.clock, 6 * 60_000);
  expect(b.started).toHaveLength(3);
  await b.call('RemoveTargets', { Rule: 'often', Ids: ['m'] });
  await b.call('DeleteRule', { Name: 'often' });
  await elapse(b.clock, 20 * 60_000);
  expect(b.started).toHaveLength(3);
});

test('a rule by rate goes on over what an earlier process left', async () => {
  const store = memoryStore();
  const before = await bus(store);
  await before.call('PutRule', { Name: 'often', ScheduleExpression: 'rate(1 hour)' });
  await before.call('PutTargets', { Rule: 'often', Targets: [{ Id: 'm', Arn: MACHINE }] });
  before.events.close();
  const after = await bus(store);
  await after.events.resume();
  await elapse(after.clock, 61 * 60_000);
  after.events.close();
  expect([before.started, after.started].map(({ length }) => length)).toEqual([0, 1]);
});

test('a schedule is refused on any bus but the default one', async () => {
  const b = await bus();
  const rule = { Name: 'often', ScheduleExpression: 'rate(5 minutes)' };
  await expect(b.call('PutRule', { ...rule, EventBusName: 'orders' })).rejects.toMatchObject({
    code: 'ValidationException',
  });
  await b.call('PutRule', { ...rule, EventBusName: 'default' });
});

test.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'at(2026-11-20T02:00:00)', 'cron(x)', 'often'])(
  'the schedule %s is refused',
  async (ScheduleExpression) => {
    const b = await bus();
    await expect(b.call('PutRule', { Name: 'often', ScheduleExpression })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  },
);
