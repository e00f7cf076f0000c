import { createKms } from '../../../services/kms';
import { createLambdaService, type FunctionSettings } from '../../../services/lambda';
import { EventSources } from '../../../services/lambda/event-sources';
import { failedItems, WHOLE_BATCH } from '../../../services/lambda/event-sources/failed-items';
import { createSqs } from '../../../services/sqs';
import { memoryStore, type Store } from '../../../store';
import { caller, elapse, PRODUCER, testRuntime } from '../runtime';

const QUEUE = `arn:aws:sqs:eu-west-1:${PRODUCER}:q`;
const MAPPING = { FunctionName: 'copy', EventSourceArn: QUEUE };

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly attributes: object }[];
}

type Answer = (bodies: readonly string[], batch: Batch) => unknown;

async function setUp(
  answer: Answer = () => null,
  { store = memoryStore(), settings = {} as FunctionSettings, refused = new Set<string>() } = {},
) {
  const runtime = testRuntime(store as Store);
  const kms = await createKms(runtime);
  const sqs = await createSqs({ ...runtime, cipher: kms.cipher, endpoint: () => 'http://local' });
  const lambda = createLambdaService(runtime);
  const batches: string[][] = [];
  lambda.registerFunction(
    'copy',
    async (batch: Batch) => {
      const bodies = batch.Records.map(({ body }) => body);
      batches.push(bodies);
      return answer(bodies, batch);
    },
    settings,
  );
  const authority = {
    refusalOfRole: (_role: string, _session: string, { action }: { action: string }) =>
      refused.has(action) ? 'no' : undefined,
  };
  const sources = await EventSources.load({ ...runtime, ...lambda, sqs: () => sqs, authority: () => authority });
  const queues = caller(sqs.service);
  const call = caller({ name: 'lambda', operations: sources.operations });
  const { QueueUrl } = await queues('CreateQueue', { QueueName: 'q' });
  const send = async (...bodies: string[]) => {
    for (const MessageBody of bodies) await queues('SendMessage', { QueueUrl, MessageBody });
  };
  const left = async () => {
    const { Attributes: a } = await queues('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    return Number(a.ApproximateNumberOfMessages) + Number(a.ApproximateNumberOfMessagesNotVisible);
  };
  return { ...runtime, queues, QueueUrl, call, sources, send, left, batches };
}

/** Work that begins with a message holds the clock: it is done when time has passed. */
const settle = (runtime: { clock: Parameters<typeof elapse>[0] }) => elapse(runtime.clock, 1000);

describe('an event source mapping', () => {
  it('hands messages to the function as Lambda does, and deletes what it did', async () => {
    const seen: Batch[] = [];
    const t = await setUp((_bodies, batch) => seen.push(batch));
    await t.call('CreateEventSourceMapping', MAPPING);
    await t.queues('SendMessage', {
      QueueUrl: t.QueueUrl,
      MessageBody: 'one',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    });
    await settle(t);
    expect(seen[0]!.Records).toEqual([
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body: 'one',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.any(String),
          SenderId: PRODUCER,
        },
        messageAttributes: {
          kind: { stringValue: 'test', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfBody: expect.any(String),
        eventSource: 'aws:sqs',
        eventSourceARN: QUEUE,
        awsRegion: 'eu-west-1',
      },
    ]);
    await expect(t.left()).resolves.toBe(0);
  });

  it('hands out at most BatchSize messages at once', async () => {
    const t = await setUp();
    await t.send('1', '2', '3', '4', '5');
    await t.call('CreateEventSourceMapping', { ...MAPPING, BatchSize: 2 });
    await settle(t);
    expect(t.batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
  });

  it('waits for a batch to become full, at most its window', async () => {
    const t = await setUp();
    await t.call('CreateEventSourceMapping', { ...MAPPING, BatchSize: 20, MaximumBatchingWindowInSeconds: 10 });
    for (let i = 0; i < 12; i++) {
      await t.send(String(i));
      await elapse(t.clock, 500);
    }
    expect(t.batches).toEqual([]);
    await elapse(t.clock, 5000);
    expect(t.batches.map((batch) => batch.length)).toEqual([12]);
  });

  it('gives a batch again after the visibility timeout when the function fails, until the dead-letter queue', async () => {
    const t = await setUp(() => {
      throw new Error('broken');
    });
    await t.queues('CreateQueue', { QueueName: 'dead' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QUEUE.replace(/q$/, 'dead'), maxReceiveCount: 3 });
    await t.queues('SetQueueAttributes', { QueueUrl: t.QueueUrl, Attributes: { RedrivePolicy } });
    await t.call('CreateEventSourceMapping', MAPPING);
    await t.send('bad');
    await elapse(t.clock, 29_000);
    expect(t.batches).toHaveLength(1);
    await elapse(t.clock, 200_000);
    expect(t.batches).toEqual([['bad'], ['bad'], ['bad']]);
    await expect(t.left()).resolves.toBe(0);
    const { Messages } = await t.queues('ReceiveMessage', { QueueUrl: QUEUE.replace(/q$/, 'dead') });
    expect(Messages).toMatchObject([{ Body: 'bad' }]);
  });

  it('keeps the messages that the function names, and only with ReportBatchItemFailures', async () => {
    const failing: Answer = (bodies, { Records }) => ({
      batchItemFailures: bodies.includes('bad')
        ? [{ itemIdentifier: Records.find(({ body }) => body === 'bad')!.messageId }]
        : [],
    });
    for (const [FunctionResponseTypes, expected] of [
      [['ReportBatchItemFailures'], 1],
      [[], 0],
    ] as const) {
      const t = await setUp(failing);
      await t.send('good', 'bad', 'good too');
      await t.call('CreateEventSourceMapping', { ...MAPPING, FunctionResponseTypes });
      await settle(t);
      await expect(t.left()).resolves.toBe(expected);
    }
  });

  it('has at most MaximumConcurrency batches under way', async () => {
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const t = await setUp(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
    });
    await t.send('1', '2', '3', '4', '5');
    await t.call('CreateEventSourceMapping', { ...MAPPING, BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    for (let done = 0; done < 5; done++) {
      while (ends.length === 0) await new Promise(setImmediate);
      ends.shift()!();
    }
    await settle(t);
    expect(t.batches).toHaveLength(5);
    expect(most).toBe(2);
  });

  it('delivers a batch twice at once where a fault says so', async () => {
    const t = await setUp();
    t.faults.inject({ name: 'duplicate-batch', target: 'lambda:copy' });
    await t.call('CreateEventSourceMapping', MAPPING);
    await t.send('one');
    await settle(t);
    expect(t.batches).toEqual([['one'], ['one']]);
  });

  it('goes on after a restart, and rests while it is disabled or deleted', async () => {
    const store = memoryStore();
    const first = await setUp(undefined, { store });
    const { UUID } = await first.call('CreateEventSourceMapping', { ...MAPPING, Enabled: false });
    await first.send('one');
    await settle(first);
    expect(first.batches).toEqual([]);
    first.sources.close();

    const second = await setUp(undefined, { store });
    second.sources.resume();
    await second.call('UpdateEventSourceMapping', { UUID, Enabled: true });
    await settle(second);
    expect(second.batches).toEqual([['one']]);
    await second.call('DeleteEventSourceMapping', { UUID });
    await second.send('two');
    await settle(second);
    expect(second.batches).toEqual([['one']]);
    await expect(second.call('GetEventSourceMapping', { UUID })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('is shown with its settings, and once for a queue and a function', async () => {
    const t = await setUp();
    const settings = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 7 } };
    const { UUID, State } = await t.call('CreateEventSourceMapping', { ...MAPPING, ...settings });
    expect(State).toBe('Creating');
    const shown = { UUID, ...settings, EventSourceArn: QUEUE, State: 'Enabled', FunctionResponseTypes: [] };
    await expect(t.call('GetEventSourceMapping', { UUID })).resolves.toMatchObject(shown);
    await expect(t.call('ListEventSourceMappings', { EventSourceArn: QUEUE })).resolves.toMatchObject({
      EventSourceMappings: [shown],
    });
    await expect(t.call('CreateEventSourceMapping', MAPPING)).rejects.toMatchObject({
      code: 'ResourceConflictException',
      message: expect.stringContaining(UUID),
    });
  });

  it.each([
    ['a function that is not there', { FunctionName: 'other' }, 'ResourceNotFoundException'],
    ['a queue that is not there', { EventSourceArn: `${QUEUE}-2` }, 'InvalidParameterValueException'],
    ['a stream', { EventSourceArn: 'arn:aws:kinesis:eu-west-1:1:stream/s' }, 'InvalidParameterValueException'],
    ['more than ten without a window', { BatchSize: 11 }, 'InvalidParameterValueException'],
    ['one batch at once', { ScalingConfig: { MaximumConcurrency: 1 } }, 'InvalidParameterValueException'],
    ['a filter', { FilterCriteria: { Filters: [] } }, 'InvalidParameterValueException'],
  ])('is refused for %s', async (_what, wrong, code) => {
    const { call } = await setUp();
    await expect(call('CreateEventSourceMapping', { ...MAPPING, ...wrong })).rejects.toMatchObject({ code });
  });

  it('is refused when the function may take longer than messages are hidden', async () => {
    const { call } = await setUp(undefined, { settings: { timeoutSeconds: 31 } });
    await expect(call('CreateEventSourceMapping', MAPPING)).rejects.toMatchObject({
      message: 'Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    });
  });

  it.each(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])(
    'is refused to a role without %s',
    async (action) => {
      const settings = { roleArn: `arn:aws:iam::${PRODUCER}:role/copy` };
      const { call } = await setUp(undefined, { settings, refused: new Set([action]) });
      await expect(call('CreateEventSourceMapping', MAPPING)).rejects.toMatchObject({
        code: 'InvalidParameterValueException',
        message: expect.stringContaining(action.slice(4)),
      });
    },
  );
});

it.each([
  [null, []],
  [undefined, []],
  [{}, []],
  [{ batchItemFailures: [] }, []],
  [{ batchItemFailures: null }, []],
  [{ batchItemFailures: [{ itemIdentifier: 'a' }] }, ['a']],
  ['done', WHOLE_BATCH],
  [[], WHOLE_BATCH],
  [{ foo: 'bar' }, WHOLE_BATCH],
  [{ batchItemFailures: 'a' }, WHOLE_BATCH],
  [{ batchItemFailures: [{ itemIdentifier: '' }] }, WHOLE_BATCH],
  [{ batchItemFailures: [{ itemIdentifier: null }] }, WHOLE_BATCH],
  [{ batchItemFailures: [{ item: 'a' }] }, WHOLE_BATCH],
  [{ batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'z' }] }, WHOLE_BATCH],
  [{ batchItemFailures: [null] }, WHOLE_BATCH],
])('the answer %j to a batch of a and b means that these failed: %j', (answer, failed) => {
  expect(failedItems(answer, ['a', 'b'])).toEqual(failed);
});
