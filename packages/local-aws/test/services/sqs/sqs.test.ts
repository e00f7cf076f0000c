import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createKms } from '../../../services/kms';
import { createSqs } from '../../../services/sqs';
import { startAws } from '../../../start-aws';
import { memoryStore, type Store } from '../../../store';
import { caller, elapse, PRODUCER, testRuntime } from '../runtime';

const ARN = (name: string) => `arn:aws:sqs:eu-west-1:${PRODUCER}:${name}`;

const NOBODYS_POLICY = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] });

async function setUp(store: Store = memoryStore()) {
  const runtime = testRuntime(store);
  const kms = await createKms(runtime);
  const sqs = await createSqs({ ...runtime, cipher: kms.cipher, endpoint: () => 'http://local' });
  const call = caller(sqs.service);
  const { QueueUrl } = await call('CreateQueue', { QueueName: 'q' });
  const send = (MessageBody: string, more: object = {}) => call('SendMessage', { QueueUrl, MessageBody, ...more });
  const receive = async (more: object = {}) => (await call('ReceiveMessage', { QueueUrl, ...more })).Messages ?? [];
  const set = (Attributes: object) => call('SetQueueAttributes', { QueueUrl, Attributes });
  const counts = async () => {
    const { Attributes: a } = await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    return [
      a.ApproximateNumberOfMessages,
      a.ApproximateNumberOfMessagesNotVisible,
      a.ApproximateNumberOfMessagesDelayed,
    ].join();
  };
  return { ...runtime, kms: caller(kms.service), sqs, call, QueueUrl, send, receive, set, counts };
}

describe('a queue', () => {
  it('is found by its name, and stays when it is made again', async () => {
    const { call, QueueUrl } = await setUp();
    expect(QueueUrl).toBe(`http://local/${PRODUCER}/q`);
    await expect(call('CreateQueue', { QueueName: 'q', Attributes: { VisibilityTimeout: '30' } })).resolves.toEqual({
      QueueUrl,
    });
    await expect(call('GetQueueUrl', { QueueName: 'q' })).resolves.toEqual({ QueueUrl });
    await expect(call('ListQueues')).resolves.toMatchObject({ QueueUrls: [QueueUrl] });
    const other = call('CreateQueue', { QueueName: 'q', Attributes: { VisibilityTimeout: '31' } });
    await expect(other).rejects.toMatchObject({ code: 'QueueNameExists' });
  });

  it.each([
    ['a FIFO queue', { QueueName: 'q.fifo' }, 'InvalidParameterValue'],
    [
      'an attribute that every object has',
      { QueueName: 'a', Attributes: { constructor: '1' } },
      'InvalidAttributeName',
    ],
    ['an attribute that is not served', { QueueName: 'a', Attributes: { FifoQueue: 'true' } }, 'InvalidAttributeName'],
    [
      'a number beyond its limits',
      { QueueName: 'a', Attributes: { VisibilityTimeout: '43201' } },
      'InvalidAttributeValue',
    ],
    [
      'a redrive policy without a count',
      { QueueName: 'a', Attributes: { RedrivePolicy: '{}' } },
      'InvalidAttributeValue',
    ],
    ['a policy that is no JSON', { QueueName: 'a', Attributes: { Policy: '{' } }, 'InvalidAttributeValue'],
    [
      'a policy without a principal',
      { QueueName: 'a', Attributes: { Policy: NOBODYS_POLICY } },
      'InvalidAttributeValue',
    ],
  ])('is refused as %s', async (_what, input, code) => {
    const { call } = await setUp();
    await expect(call('CreateQueue', input)).rejects.toMatchObject({ code });
  });

  it('keeps its policy when a malformed one is set', async () => {
    const { call, QueueUrl, set } = await setUp();
    const Policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
    });
    await set({ Policy });
    await expect(set({ Policy: NOBODYS_POLICY })).rejects.toMatchObject({
      code: 'InvalidAttributeValue',
      message: expect.stringContaining('Missing required field Principal'),
    });
    const { Attributes } = await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['Policy'] });
    expect(Attributes).toEqual({ Policy });
  });

  it('takes its messages with it', async () => {
    const { call, QueueUrl, send } = await setUp();
    await send('m');
    await call('DeleteQueue', { QueueUrl });
    await expect(send('m')).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
    await call('CreateQueue', { QueueName: 'q' });
    await expect(call('ReceiveMessage', { QueueUrl })).resolves.toEqual({});
  });

  it('forgets messages after its retention, and all when it is purged', async () => {
    const { call, QueueUrl, clock, send, receive, set, counts } = await setUp();
    await set({ MessageRetentionPeriod: '60' });
    await send('old');
    await elapse(clock, 60_000);
    expect(await receive()).toEqual([]);
    await send('new');
    await call('PurgeQueue', { QueueUrl });
    expect(await counts()).toBe('0,0,0');
  });
});

describe('a message', () => {
  it('is hidden while it is received, comes again when it was not deleted, and outlives the process', async () => {
    const store = memoryStore();
    const first = await setUp(store);
    await first.send('m');
    expect(await first.receive()).toMatchObject([{ Body: 'm', MessageId: expect.any(String) }]);
    expect(await first.receive()).toEqual([]);
    expect(await first.counts()).toBe('0,1,0');
    const second = await setUp(store);
    await elapse(second.clock, 30_000);
    const [again] = await second.receive({ MessageSystemAttributeNames: ['All'] });
    expect(again).toMatchObject({ Body: 'm', Attributes: { ApproximateReceiveCount: '2' } });
    await second.call('DeleteMessage', { QueueUrl: second.QueueUrl, ReceiptHandle: again.ReceiptHandle });
    expect(await second.counts()).toBe('0,0,0');
  });

  it('is not deleted by the handle of an earlier receipt', async () => {
    const { call, QueueUrl, send, receive, counts } = await setUp();
    await send('m');
    const [{ ReceiptHandle }] = await receive({ VisibilityTimeout: 0 });
    await receive();
    await call('DeleteMessage', { QueueUrl, ReceiptHandle });
    expect(await counts()).toBe('0,1,0');
  });

  it('is seen after its delay, or when its visibility is changed', async () => {
    const { call, QueueUrl, clock, send, receive, counts } = await setUp();
    await send('m', { DelaySeconds: 5 });
    expect(await receive()).toEqual([]);
    expect(await counts()).toBe('0,0,1');
    await elapse(clock, 5000);
    const [{ ReceiptHandle }] = await receive();
    await call('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    expect(await receive()).toHaveLength(1);
  });

  it('is waited for: one that comes ends the wait, and so does the time', async () => {
    const { clock, send, receive } = await setUp();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await send('m');
    expect(await waiting).toHaveLength(1);
    const before = clock.now();
    expect(await receive({ WaitTimeSeconds: 20 })).toEqual([]);
    expect(clock.now() - before).toBe(20_000);
  });

  it('that was received too often goes to the dead-letter queue', async () => {
    const { call, send, receive, set } = await setUp();
    const { QueueUrl: dead } = await call('CreateQueue', { QueueName: 'dead' });
    await set({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: ARN('dead'), maxReceiveCount: 2 }) });
    await send('m');
    for (let i = 0; i < 2; i += 1) expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive()).toEqual([]);
    const { Messages } = await call('ReceiveMessage', { QueueUrl: dead, AttributeNames: ['All'] });
    expect(Messages).toMatchObject([
      { Body: 'm', Attributes: { DeadLetterQueueSourceArn: ARN('q'), ApproximateReceiveCount: '1' } },
    ]);
  });

  it.each([
    ['no text', { MessageBody: '' }, 'MissingParameter'],
    ['a character that XML has not', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['more than 256 KiB', { MessageBody: 'é'.repeat(131_073) }, 'InvalidParameterValue'],
  ])('with %s is refused', async (_what, message, code) => {
    const { call, QueueUrl } = await setUp();
    await expect(call('SendMessage', { QueueUrl, ...message })).rejects.toMatchObject({ code });
  });

  it('of a batch does not hinder the others', async () => {
    const { call, QueueUrl, receive } = await setUp();
    const Entries = [
      { Id: 'a', MessageBody: 'a' },
      { Id: 'b', MessageBody: '' },
    ];
    await expect(call('SendMessageBatch', { QueueUrl, Entries })).resolves.toMatchObject({
      Successful: [{ Id: 'a' }],
      Failed: [{ Id: 'b', Code: 'MissingParameter' }],
    });
    const received = await receive({ MaxNumberOfMessages: 10 });
    const handles = received.map(({ ReceiptHandle }: { ReceiptHandle: string }, i: number) => ({
      Id: String(i),
      ReceiptHandle,
    }));
    await expect(call('DeleteMessageBatch', { QueueUrl, Entries: handles })).resolves.toMatchObject({
      Successful: [{ Id: '0' }],
      Failed: [],
    });
    await expect(call('SendMessageBatch', { QueueUrl, Entries: [] })).rejects.toMatchObject({
      code: 'EmptyBatchRequest',
    });
  });
});

describe('a service that sends in its own name', () => {
  const sender = {
    principal: 'events.amazonaws.com',
    sourceAccount: PRODUCER,
    sourceArn: `arn:aws:events:eu-west-1:${PRODUCER}:rule/r`,
  };
  const policy = (Service: string, Action: string | string[]) =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service }, Action, Resource: '*' }] });

  it('needs the policy of the queue, and that of its key', async () => {
    const { kms, sqs, set, counts } = await setUp();
    const sent = () => sqs.sendAs(sender, ARN('q'), { MessageBody: 'm' });
    await expect(sent()).rejects.toMatchObject({ code: 'AccessDenied' });
    await set({ Policy: policy('events.amazonaws.com', 'sqs:SendMessage') });
    await sent();
    const { KeyMetadata } = await kms('CreateKey');
    await set({ KmsMasterKeyId: KeyMetadata.Arn });
    await expect(sent()).rejects.toMatchObject({ code: 'KmsAccessDenied' });
    await kms('PutKeyPolicy', {
      KeyId: KeyMetadata.Arn,
      Policy: policy('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey']),
    });
    await sent();
    expect(await counts()).toBe('2,0,0');
  });
});

describe('over HTTP', () => {
  it('an SDK client sends, receives and deletes; a topic and a dead-letter queue reach it', async () => {
    const aws = await startAws({ services: ['sqs', 'sns', 'events', 'lambda'] });
    try {
      const config = aws.clientConfig();
      const [sqs, sns, events] = [new SQSClient(config), new SNSClient(config), new EventBridgeClient(config)];
      const allowed = ['sns.amazonaws.com', 'events.amazonaws.com'];
      const Policy = JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: { Service: allowed }, Action: 'sqs:SendMessage', Resource: '*' }],
      });
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { Policy } }));
      const received = async () => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
        );
        for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        return Messages;
      };
      const MessageAttributes = { k: { DataType: 'String', StringValue: 'v' } };
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'Grüße', MessageAttributes }));
      expect(await received()).toMatchObject([{ Body: 'Grüße', MessageAttributes }]);

      const queue = 'arn:aws:sqs:us-east-1:111111111111:q';
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 't' }));
      const Attributes = { RawMessageDelivery: 'true' };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue, Attributes }));
      await sns.send(new PublishCommand({ TopicArn, Message: 'raw' }));
      expect(await received()).toMatchObject([{ Body: 'raw' }]);

      const Arn = 'arn:aws:lambda:us-east-1:111111111111:function:none';
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["s"]}' }));
      await events.send(
        new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn, DeadLetterConfig: { Arn: queue } }] }),
      );
      await events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{"a":1}' }] }));
      const [dead] = await received();
      expect(JSON.parse(dead!.Body!)).toMatchObject({ source: 's', detail: { a: 1 } });
      expect(dead!.MessageAttributes).toMatchObject({
        RULE_ARN: { StringValue: 'arn:aws:events:us-east-1:111111111111:rule/r' },
        TARGET_ARN: { StringValue: Arn },
        ERROR_CODE: { StringValue: expect.any(String) },
        ERROR_MESSAGE: { StringValue: expect.stringContaining('Function not found') },
      });
    } finally {
      await aws.close();
    }
  });
});

describe('messages of a dead-letter queue', () => {
  async function withDead(n: number, store?: Store) {
    const t = await setUp(store);
    await t.call('CreateQueue', { QueueName: 'dead' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: ARN('dead'), maxReceiveCount: 1 });
    await t.set({ RedrivePolicy, VisibilityTimeout: '0' });
    for (let i = 0; i < n; i++) await t.send(`m${i}`);
    await t.receive({ MaxNumberOfMessages: 10 });
    await t.receive({ MaxNumberOfMessages: 10 });
    await t.set({ VisibilityTimeout: '30' });
    const bodies = async (QueueUrl: string): Promise<string[]> => {
      const { Messages = [] } = await t.call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
      return Messages.map(({ Body }: { Body: string }) => Body).sort();
    };
    const last = async () => (await t.call('ListMessageMoveTasks', { SourceArn: ARN('dead') })).Results[0];
    return { ...t, bodies, last };
  }

  it('go back to where they came from, as new ones', async () => {
    const t = await withDead(3);
    await elapse(t.clock, 5000);
    const { TaskHandle } = await t.call('StartMessageMoveTask', { SourceArn: ARN('dead') });
    expect(TaskHandle).toEqual(expect.any(String));
    await elapse(t.clock, 1000);
    await expect(t.last()).resolves.toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 3,
      ApproximateNumberOfMessagesToMove: 3,
    });
    const [message] = await t.receive({ MessageSystemAttributeNames: ['All'] });
    expect(message.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(Number(message.Attributes.SentTimestamp)).toBeGreaterThanOrEqual(t.clock.now() - 1000);
    await expect(t.bodies(ARN('dead'))).resolves.toEqual([]);
  });

  it('go elsewhere at the rate that is asked for, until the task is cancelled', async () => {
    const t = await withDead(5);
    await t.call('CreateQueue', { QueueName: 'other' });
    const task = { SourceArn: ARN('dead'), DestinationArn: ARN('other'), MaxNumberOfMessagesPerSecond: 2 };
    const { TaskHandle } = await t.call('StartMessageMoveTask', task);
    await elapse(t.clock, 1500);
    await expect(t.last()).resolves.toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 4 });
    await expect(t.call('StartMessageMoveTask', task)).rejects.toMatchObject({ code: 'UnsupportedOperation' });
    await t.call('CancelMessageMoveTask', { TaskHandle });
    await elapse(t.clock, 5000);
    await expect(t.last()).resolves.toMatchObject({ Status: 'CANCELLED' });
    expect((await t.bodies(ARN('other'))).length).toBe(4);
  });

  it('go on to go back where a process ended in the midst', async () => {
    const store = memoryStore();
    const t = await withDead(5, store);
    await t.call('StartMessageMoveTask', { SourceArn: ARN('dead'), MaxNumberOfMessagesPerSecond: 2 });
    await elapse(t.clock, 500);
    await expect(t.last()).resolves.toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 2 });
    t.sqs.close();
    const later = await setUp(store);
    later.sqs.resume();
    await elapse(later.clock, 5000);
    const { Results } = await later.call('ListMessageMoveTasks', { SourceArn: ARN('dead') });
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 5 }]);
    expect((await later.receive({ MaxNumberOfMessages: 10 })).length).toBe(5);
  });

  it('are told of by their tasks, newest first, also by a later process', async () => {
    const store = memoryStore();
    const t = await withDead(0, store);
    const begun: number[] = [];
    for (let i = 0; i < 8; i++) {
      begun.unshift(t.clock.now());
      await t.call('StartMessageMoveTask', { SourceArn: ARN('dead') });
      await elapse(t.clock, 1000);
    }
    const later = await setUp(store);
    for (const { call } of [t, later]) {
      const { Results } = await call('ListMessageMoveTasks', { SourceArn: ARN('dead'), MaxResults: 10 });
      expect(Results.map((each: { StartedTimestamp: number }) => each.StartedTimestamp)).toEqual(begun);
    }
  });

  it('stay when nobody knows where they came from', async () => {
    const t = await withDead(0);
    await t.call('SendMessage', { QueueUrl: ARN('dead'), MessageBody: 'sent here' });
    await t.call('StartMessageMoveTask', { SourceArn: ARN('dead') });
    await elapse(t.clock, 1000);
    await expect(t.last()).resolves.toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
    });
    await expect(t.bodies(ARN('dead'))).resolves.toEqual(['sent here']);
  });

  it.each([
    ['a queue that is nobody’s dead-letter queue', { SourceArn: ARN('q') }, 'InvalidParameterValue'],
    ['a queue that is not there', { SourceArn: ARN('none') }, 'ResourceNotFoundException'],
    ['501 messages a second', { MaxNumberOfMessagesPerSecond: 501 }, 'InvalidParameterValue'],
    ['a destination that is not there', { DestinationArn: ARN('none') }, 'ResourceNotFoundException'],
  ])('are not moved for %s', async (_what, wrong, code) => {
    const { call } = await withDead(0);
    await expect(call('StartMessageMoveTask', { SourceArn: ARN('dead'), ...wrong })).rejects.toMatchObject({ code });
  });

  it('name the queues that they come from', async () => {
    const { call, QueueUrl } = await withDead(0);
    const listed = call('ListDeadLetterSourceQueues', { QueueUrl: ARN('dead') });
    await expect(listed).resolves.toEqual({ queueUrls: [QueueUrl], NextToken: undefined });
  });
});

it('the visibility of several messages changes at once, each by itself', async () => {
  const { call, send, receive, QueueUrl } = await setUp();
  await send('a');
  const [{ ReceiptHandle }] = await receive();
  const Entries = [
    { Id: '1', ReceiptHandle, VisibilityTimeout: 0 },
    { Id: '2', ReceiptHandle: 'none', VisibilityTimeout: 0 },
  ];
  await expect(call('ChangeMessageVisibilityBatch', { QueueUrl, Entries })).resolves.toMatchObject({
    Successful: [{ Id: '1' }],
    Failed: [{ Id: '2', Code: 'ReceiptHandleIsInvalid' }],
  });
  await expect(receive()).resolves.toMatchObject([{ Body: 'a' }]);
});
