import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { createKms } from '../../../services/kms';
import { createSns } from '../../../services/sns';
import { startAws } from '../../../start-aws';
import { memoryStore, type Store } from '../../../store';
import { caller, PRODUCER, testRuntime } from '../runtime';

const TOPIC = `arn:aws:sns:eu-west-1:${PRODUCER}:notices`;
const FUNCTION = `arn:aws:lambda:eu-west-1:${PRODUCER}:function:hear`;
const QUEUE = `arn:aws:sqs:eu-west-1:${PRODUCER}:heard`;

async function setUp(store: Store = memoryStore()) {
  const runtime = testRuntime(store);
  const kms = await createKms(runtime);
  const invoked: unknown[] = [];
  const messages: string[] = [];
  const failing: Error[] = [];
  const sns = await createSns({
    ...runtime,
    cipher: kms.cipher,
    ports: {
      invokeFunction: async (_arn, input) => {
        const error = failing.shift();
        if (error !== undefined) throw error;
        invoked.push(JSON.parse(input));
      },
      sendMessage: async (_arn, input) => messages.push(input),
    },
  });
  const call = caller(sns.service);
  await call('CreateTopic', { Name: 'notices' });
  const subscribe = (Protocol: string, Endpoint: string, Attributes?: object) =>
    call('Subscribe', { TopicArn: TOPIC, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true });
  const confirm = () => {
    const { token: Token } = sns.mails().find(({ token }) => token !== undefined)!;
    return call('ConfirmSubscription', { TopicArn: TOPIC, Token });
  };
  const publish = (more: object = {}) => call('Publish', { TopicArn: TOPIC, Message: 'Hello', ...more });
  const received = () => sns.mails().filter(({ token }) => token === undefined);
  return {
    ...runtime,
    kms: caller(kms.service),
    sns,
    call,
    subscribe,
    confirm,
    publish,
    received,
    invoked,
    messages,
    failing,
  };
}

describe('topics', () => {
  it('that are made again stay, with other attributes they are refused', async () => {
    const { call } = await setUp();
    await expect(call('CreateTopic', { Name: 'notices' })).resolves.toEqual({ TopicArn: TOPIC });
    const other = call('CreateTopic', { Name: 'notices', Attributes: { DisplayName: 'N' } });
    await expect(other).rejects.toMatchObject({ code: 'InvalidParameterException' });
    await expect(call('ListTopics')).resolves.toMatchObject({ Topics: [{ TopicArn: TOPIC }] });
  });

  it.each([
    ['Name', { Name: 'a.fifo' }],
    ['an attribute without effect here', { Name: 'a', Attributes: { FifoTopic: 'true' } }],
    ['a policy that is no JSON', { Name: 'a', Attributes: { Policy: '{' } }],
    ['a policy without a statement', { Name: 'a', Attributes: { Policy: '{}' } }],
  ])('are refused for %s', async (_what, input) => {
    const { call } = await setUp();
    await expect(call('CreateTopic', input)).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });

  it('and what was subscribed outlive the process', async () => {
    const store = memoryStore();
    const first = await setUp(store);
    await first.subscribe('email', 'a@example.com');
    await first.confirm();
    const second = await setUp(store);
    await second.publish();
    expect(second.received()).toMatchObject([{ to: 'a@example.com', body: 'Hello' }]);
  });

  it('that are deleted take their subscriptions with them', async () => {
    const { call, subscribe, publish } = await setUp();
    await subscribe('lambda', FUNCTION);
    await call('DeleteTopic', { TopicArn: TOPIC });
    await expect(publish()).rejects.toMatchObject({ code: 'NotFoundException' });
    await expect(call('ListSubscriptions')).resolves.toMatchObject({ Subscriptions: [] });
  });
});

describe('mail', () => {
  it('reaches an address once the token of its first mail has confirmed it', async () => {
    const { call, subscribe, confirm, publish, received } = await setUp();
    await subscribe('email', 'a@example.com');
    await publish();
    expect(received()).toEqual([]);
    const attributes = async () => (await call('GetTopicAttributes', { TopicArn: TOPIC })).Attributes;
    expect(await attributes()).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
    const listed = async () => (await call('ListSubscriptionsByTopic', { TopicArn: TOPIC })).Subscriptions;
    expect(await listed()).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Endpoint: 'a@example.com' }]);

    await confirm();
    await publish({ Subject: 'A subject' });
    expect(received()).toMatchObject([{ to: 'a@example.com', subject: 'A subject', body: 'Hello' }]);
    expect(await attributes()).toMatchObject({ SubscriptionsPending: '0', SubscriptionsConfirmed: '1' });
  });

  it('has the text of its protocol, others the default', async () => {
    const { subscribe, confirm, publish, received, messages } = await setUp();
    await subscribe('email', 'a@example.com');
    await confirm();
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    await publish({ MessageStructure: 'json', Message: JSON.stringify({ default: '{"a":1}', email: 'for people' }) });
    expect(received()).toMatchObject([{ subject: 'AWS Notification Message', body: 'for people' }]);
    expect(messages).toEqual(['{"a":1}']);
  });

  it('ends with the subscription', async () => {
    const { call, subscribe, confirm, publish, received } = await setUp();
    await subscribe('email', 'a@example.com');
    const { SubscriptionArn } = await confirm();
    await call('Unsubscribe', { SubscriptionArn });
    await publish();
    expect(received()).toEqual([]);
  });

  it('is confirmed by its own token only', async () => {
    const { call, subscribe } = await setUp();
    await subscribe('email', 'a@example.com');
    const wrong = call('ConfirmSubscription', { TopicArn: TOPIC, Token: 'x' });
    await expect(wrong).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });
});

describe('messages', () => {
  it('reach a function in a record, a queue in an envelope', async () => {
    const { subscribe, publish, invoked, messages } = await setUp();
    const { SubscriptionArn: EventSubscriptionArn } = await subscribe('lambda', FUNCTION);
    await subscribe('sqs', QUEUE);
    const { MessageId } = await publish({ MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } } });
    const notification = {
      Type: 'Notification',
      MessageId,
      TopicArn: TOPIC,
      Message: 'Hello',
      Timestamp: '2026-11-20T02:00:00.000Z',
    };
    const MessageAttributes = { k: { Type: 'String', Value: 'v' } };
    expect(invoked).toEqual([
      {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn,
            Sns: { ...notification, Subject: null, MessageAttributes },
          },
        ],
      },
    ]);
    expect(messages.map((each) => JSON.parse(each))).toEqual([{ ...notification, MessageAttributes }]);
  });

  it('that a function did not take are delivered later', async () => {
    const { clock, subscribe, publish, invoked, failing } = await setUp();
    await subscribe('lambda', FUNCTION);
    failing.push(new Error('busy'));
    await publish();
    expect(invoked).toEqual([]);
    await new Promise<void>((resolve) => clock.at(clock.now() + 2000, resolve));
    expect(invoked).toHaveLength(1);
  });

  it.each([
    ['raw for a function', 'lambda', FUNCTION, { RawMessageDelivery: 'true' }],
    ['filtered', 'sqs', QUEUE, { FilterPolicy: '{}' }],
    ['sent by a protocol that is not served', 'sms', '+49', undefined],
    ['for a queue that is a function', 'sqs', FUNCTION, undefined],
  ])('cannot be %s', async (_what, protocol, endpoint, attributes) => {
    const { subscribe } = await setUp();
    await expect(subscribe(protocol, endpoint, attributes)).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it.each([
    ['no text', { Message: '' }],
    ['more than 256 KiB', { Message: 'é'.repeat(131_073) }],
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['a subject of two lines', { Subject: 'a\nb' }],
    ['no default', { MessageStructure: 'json', Message: '{"email":"x"}' }],
    ['no JSON', { MessageStructure: 'json', Message: 'x' }],
    ['no topic', { TopicArn: undefined, PhoneNumber: '+49' }],
  ])('with %s are refused', async (_what, more) => {
    const { publish } = await setUp();
    await expect(publish(more)).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });

  it.each([{ Message: 'é'.repeat(131_072) }, { Subject: 'x'.repeat(99) }])(
    'just within the limits are taken',
    async (more) => {
      const { publish } = await setUp();
      await expect(publish(more)).resolves.toMatchObject({ MessageId: expect.any(String) });
    },
  );
});

describe('a service that publishes in its own name', () => {
  const ALARM = `arn:aws:cloudwatch:eu-west-1:${PRODUCER}:alarm:a`;
  const alarming = { principal: 'cloudwatch.amazonaws.com', sourceAccount: PRODUCER, sourceArn: ALARM };
  const allow = (Service: string, Action: string | string[], Condition?: object) =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service }, Action, Resource: '*', Condition }] });
  const fromHere = {
    StringEquals: { 'aws:SourceAccount': PRODUCER },
    ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:*:${PRODUCER}:alarm:*` },
  };
  const useOfKey = ['kms:Decrypt', 'kms:GenerateDataKey*'];

  async function attempt(policy: string | undefined, keyPolicy?: string) {
    const world = await setUp();
    const set = (AttributeName: string, AttributeValue?: string) =>
      world.call('SetTopicAttributes', { TopicArn: TOPIC, AttributeName, AttributeValue });
    await set('Policy', policy);
    if (keyPolicy !== undefined)
      await set('KmsMasterKeyId', (await world.kms('CreateKey', { Policy: keyPolicy })).KeyMetadata.Arn);
    await world.subscribe('lambda', FUNCTION);
    await world.sns.publishAs(alarming, { TopicArn: TOPIC, Message: 'alarm' });
    return world.invoked.length;
  }

  it.each([
    ['names it', allow('cloudwatch.amazonaws.com', 'sns:Publish')],
    ['names it from this account', allow('cloudwatch.amazonaws.com', 'sns:Publish', fromHere)],
  ])('may when the policy of the topic %s', async (_what, policy) => expect(await attempt(policy)).toBe(1));

  it.each([
    ['is the account’s own', undefined],
    ['names another', allow('events.amazonaws.com', 'sns:Publish')],
    [
      'names it from elsewhere',
      allow('cloudwatch.amazonaws.com', 'sns:Publish', { StringEquals: { 'aws:SourceAccount': '2' } }),
    ],
    [
      'has a condition that nobody here knows',
      allow('cloudwatch.amazonaws.com', 'sns:Publish', { Null: { 'aws:x': 'true' } }),
    ],
    [
      'denies it as well',
      JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: 'sns:*', Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: TOPIC },
        ],
      }),
    ],
  ])('may not when the policy of the topic %s', (_what, policy) =>
    expect(attempt(policy)).rejects.toMatchObject({ code: 'AuthorizationErrorException' }),
  );

  const topicPolicy = allow('cloudwatch.amazonaws.com', 'sns:Publish');
  it('may under a key whose policy names it', async () =>
    expect(await attempt(topicPolicy, allow('cloudwatch.amazonaws.com', useOfKey))).toBe(1));

  it.each([
    [
      'knows IAM only',
      JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'kms:*', Resource: '*' }],
      }),
    ],
    ['lets it decrypt only', allow('cloudwatch.amazonaws.com', 'kms:Decrypt')],
    ['asks where it comes from', allow('cloudwatch.amazonaws.com', useOfKey, fromHere)],
  ])('may not under a key whose policy %s', (_what, keyPolicy) =>
    expect(attempt(topicPolicy, keyPolicy)).rejects.toMatchObject({ code: 'KMSAccessDeniedException' }),
  );

  it('may not under the key of SNS, whose policy cannot be changed', async () => {
    const { call, sns } = await setUp();
    await call('SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue: topicPolicy });
    await call('SetTopicAttributes', {
      TopicArn: TOPIC,
      AttributeName: 'KmsMasterKeyId',
      AttributeValue: 'alias/aws/sns',
    });
    const published = sns.publishAs(alarming, { TopicArn: TOPIC, Message: 'alarm' });
    await expect(published).rejects.toMatchObject({ code: 'KMSAccessDeniedException' });
  });
});

it('refuses everybody once the key is disabled', async () => {
  const { call, kms, publish } = await setUp();
  const { KeyMetadata } = await kms('CreateKey');
  await call('SetTopicAttributes', {
    TopicArn: TOPIC,
    AttributeName: 'KmsMasterKeyId',
    AttributeValue: KeyMetadata.KeyId,
  });
  await publish();
  await kms('DisableKey', { KeyId: KeyMetadata.KeyId });
  await expect(publish()).rejects.toMatchObject({ code: 'KMSDisabledException' });
});

it('serves an SDK client', async () => {
  const aws = await startAws({ services: ['sns', 'lambda'] });
  try {
    const sns = new SNSClient(aws.clientConfig());
    const heard: unknown[] = [];
    aws.service('lambda').registerFunction('hear', async (event) => heard.push(event));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
    const Endpoint = 'arn:aws:lambda:us-east-1:111111111111:function:hear';
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'Grüße', Subject: 'S' }));
    expect(heard).toMatchObject([{ Records: [{ Sns: { Message: 'Grüße', Subject: 'S' } }] }]);
  } finally {
    await aws.close();
  }
});

it.each([
  ['reaches its subscribers when the policy lets EventBridge publish', 'events.amazonaws.com', 1],
  ['goes nowhere when the policy names another service', 'cloudwatch.amazonaws.com', 0],
])('a topic that is the target of a rule %s', async (_what, Service, heardTimes) => {
  const aws = await startAws({ services: ['sns', 'lambda', 'events'] });
  try {
    const [sns, events] = [new SNSClient(aws.clientConfig()), new EventBridgeClient(aws.clientConfig())];
    const heard: unknown[] = [];
    aws.service('lambda').registerFunction('hear', async (event) => heard.push(event));
    const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'sns:Publish', Resource: '*' }];
    const Attributes = { Policy: JSON.stringify({ Statement }) };
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'notices', Attributes }));
    const Endpoint = 'arn:aws:lambda:us-east-1:111111111111:function:hear';
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
    await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["s"]}' }));
    await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: TopicArn }] }));
    await events.send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }));
    expect(heard).toHaveLength(heardTimes);
    expect(aws.service('events').pendingDeliveries()).toBe(0);
  } finally {
    await aws.close();
  }
});
