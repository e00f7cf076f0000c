import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Aws, startAws } from '../../../../start-aws';

const ACCOUNT = '111111111111';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:q`;
const BUCKET = 'source';

let aws: Aws;
let s3: S3Client;
let sqs: SQSClient;
beforeEach(async () => {
  aws = await startAws({ services: ['s3', 'sns', 'sqs', 'events'] });
  [s3, sqs] = [new S3Client(aws.clientConfig()), new SQSClient(aws.clientConfig())];
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterEach(() => aws.close());

const allowing = (service: string, action: string, resource: string) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: resource }],
  });

const createQueue = (Policy?: string) =>
  sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: Policy === undefined ? undefined : { Policy } }));

const openQueue = () => createQueue(allowing('s3.amazonaws.com', 'sqs:SendMessage', QUEUE));

const configure = (NotificationConfiguration: NotificationConfiguration, SkipDestinationValidation?: boolean) =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration,
      SkipDestinationValidation,
    }),
  );

const toQueue = (Events: string[], filters: Record<string, string> = {}): NotificationConfiguration => ({
  QueueConfigurations: [
    {
      Id: 'rule',
      QueueArn: QUEUE,
      Events: Events as never,
      Filter: {
        Key: { FilterRules: Object.entries(filters).map(([Name, Value]) => ({ Name: Name as never, Value })) },
      },
    },
  ],
});

/** Everything that is in the queue; each body is taken out. */
async function bodies(): Promise<string[]> {
  const QueueUrl = `${aws.url}/${ACCOUNT}/q`;
  const found: string[] = [];
  for (;;) {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await sqs.send(command);
    if (Messages.length === 0) return found;
    for (const { Body = '', ReceiptHandle } of Messages) {
      found.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests are about
const records = async (): Promise<any[]> => (await bodies()).flatMap((body) => JSON.parse(body).Records ?? []);

const put = (Key: string, Body = 'body') => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const remove = (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));

it('a queue gets a test event, then one event for each object, with its key encoded', async () => {
  await openQueue();
  await configure(toQueue(['s3:ObjectCreated:*']));
  await put('dt=1/red flower+@.jpg');
  const [test, message] = (await bodies()).map((body) => JSON.parse(body));
  expect(test).toMatchObject({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET });
  expect(test.Records).toBeUndefined();
  expect(message.Records).toEqual([
    {
      eventVersion: '2.5',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: expect.stringMatching(/^\d{4}-.*Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: ACCOUNT },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'rule',
        bucket: { name: BUCKET, ownerIdentity: { principalId: ACCOUNT }, arn: `arn:aws:s3:::${BUCKET}` },
        object: {
          key: 'dt%3D1/red+flower%2B%40.jpg',
          size: 4,
          eTag: '841a2d689ad86bd1611447453c22c6fc',
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
      },
    },
  ]);
});

it('every way to make or remove an object has its own name, and sequencers of a key grow', async () => {
  await openQueue();
  await configure(toQueue(['s3:ObjectCreated:*', 's3:ObjectRemoved:*']));
  await put('k');
  await s3.send(
    new CopyObjectCommand({ Bucket: BUCKET, Key: 'k', CopySource: `${BUCKET}/k`, MetadataDirective: 'REPLACE' }),
  );
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'k' }));
  const part = { Bucket: BUCKET, Key: 'k', UploadId, PartNumber: 1 };
  const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await s3.send(new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: 'k', UploadId, MultipartUpload }));
  await remove('k');
  await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'never there' }] } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  const { VersionId } = await put('k');
  await remove('k');

  const all = (await records()).sort((a, b) => (a.s3.object.sequencer < b.s3.object.sequencer ? -1 : 1));
  expect(all.map(({ eventName, s3: { object } }) => [eventName, object.key])).toEqual([
    ['ObjectCreated:Put', 'k'],
    ['ObjectCreated:Copy', 'k'],
    ['ObjectCreated:CompleteMultipartUpload', 'k'],
    ['ObjectRemoved:Delete', 'k'],
    ['ObjectRemoved:Delete', 'never+there'],
    ['ObjectCreated:Put', 'k'],
    ['ObjectRemoved:DeleteMarkerCreated', 'k'],
  ]);
  expect(all[3].s3.object).toEqual({ key: 'k', sequencer: expect.any(String) });
  expect(all[5].s3.object.versionId).toBe(VersionId);
  expect(all[6].s3.object.versionId).not.toBe(VersionId);
});

it('only keys that begin and end as the filter says, encoded, are told of', async () => {
  await openQueue();
  await configure(toQueue(['s3:ObjectCreated:Put'], { prefix: 'dt%3D1/', suffix: '.csv' }));
  for (const key of ['dt=1/a.csv', 'dt=1/a.txt', 'dt=2/a.csv']) await put(key);
  expect((await records()).map((each) => each.s3.object.key)).toEqual(['dt%3D1/a.csv']);
  const shown = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
  expect(shown.QueueConfigurations?.[0]?.Filter?.Key?.FilterRules).toEqual([
    { Name: 'Prefix', Value: 'dt%3D1/' },
    { Name: 'Suffix', Value: '.csv' },
  ]);
});

it('a topic gets them where its policy names S3, and hands them on', async () => {
  await createQueue(allowing('sns.amazonaws.com', 'sqs:SendMessage', QUEUE));
  const sns = new SNSClient(aws.clientConfig());
  const TopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:objects`;
  const Policy = allowing('s3.amazonaws.com', 'sns:Publish', TopicArn);
  await sns.send(new CreateTopicCommand({ Name: 'objects', Attributes: { Policy } }));
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE, Attributes: { RawMessageDelivery: 'true' } }),
  );
  await configure({ TopicConfigurations: [{ TopicArn, Events: ['s3:ObjectCreated:*'] }] });
  await put('k');
  expect((await records()).map((each) => each.s3.object.key)).toEqual(['k']);
});

it('EventBridge gets every event of a bucket whose switch is on, with the key as it is', async () => {
  await createQueue(allowing('events.amazonaws.com', 'sqs:SendMessage', QUEUE));
  const events = new EventBridgeClient(aws.clientConfig());
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: JSON.stringify({ source: ['aws.s3'] }) }));
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE }] }));
  await put('unheard');
  await configure({ EventBridgeConfiguration: {} });
  await put('dt=1/a b');
  await remove('dt=1/a b');
  const heard = (await bodies()).map((body) => JSON.parse(body));
  expect(heard).toMatchObject([
    {
      'detail-type': 'Object Created',
      resources: [`arn:aws:s3:::${BUCKET}`],
      detail: { bucket: { name: BUCKET }, object: { key: 'dt=1/a b', size: 4 }, reason: 'PutObject' },
    },
    { 'detail-type': 'Object Deleted', detail: { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' } },
  ]);
});

describe("events of another account's bucket are that account's", () => {
  const OTHER = '222222222222';
  let theirs: S3Client;
  beforeEach(async () => {
    theirs = new S3Client(aws.clientConfig(OTHER));
    await theirs.send(new CreateBucketCommand({ Bucket: 'theirs' }));
  });
  const configureTheirs = (NotificationConfiguration: NotificationConfiguration) =>
    theirs.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'theirs', NotificationConfiguration }));
  const openTo = (service: string, sourceAccount: string) =>
    JSON.stringify({
      Statement: [
        {
          ...{ Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: '*' },
          Condition: { StringEquals: { 'aws:SourceAccount': sourceAccount } },
        },
      ],
    });

  it('in the message, and for the policy of the queue', async () => {
    await createQueue(openTo('s3.amazonaws.com', OTHER));
    await expect(configure(toQueue(['s3:ObjectCreated:*']))).rejects.toMatchObject({ name: 'InvalidArgument' });
    await configureTheirs(toQueue(['s3:ObjectCreated:*']));
    await theirs.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'k', Body: 'x' }));
    expect(await records()).toMatchObject([
      { userIdentity: { principalId: OTHER }, s3: { bucket: { ownerIdentity: { principalId: OTHER } } } },
    ]);
  });

  it('and over a topic of theirs', async () => {
    await createQueue(openTo('sns.amazonaws.com', OTHER));
    const sns = new SNSClient(aws.clientConfig(OTHER));
    const TopicArn = `arn:aws:sns:us-east-1:${OTHER}:objects`;
    const Policy = allowing('s3.amazonaws.com', 'sns:Publish', TopicArn);
    await sns.send(new CreateTopicCommand({ Name: 'objects', Attributes: { Policy } }));
    const raw = { RawMessageDelivery: 'true' };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE, Attributes: raw }));
    await configureTheirs({ TopicConfigurations: [{ TopicArn, Events: ['s3:ObjectCreated:*'] }] });
    await theirs.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'k', Body: 'x' }));
    expect(await records()).toHaveLength(1);
  });

  it('on the bus', async () => {
    const name = `arn:aws:sqs:us-east-1:${OTHER}:q`;
    const queues = new SQSClient(aws.clientConfig(OTHER));
    const Attributes = { Policy: openTo('events.amazonaws.com', OTHER) };
    await queues.send(new CreateQueueCommand({ QueueName: 'q', Attributes }));
    for (const [account, Arn] of [
      [ACCOUNT, QUEUE],
      [OTHER, name],
    ] as const) {
      const events = new EventBridgeClient(aws.clientConfig(account));
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: JSON.stringify({ source: ['aws.s3'] }) }));
      await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn }] }));
    }
    await createQueue(openTo('events.amazonaws.com', ACCOUNT));
    await configureTheirs({ EventBridgeConfiguration: {} });
    await theirs.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'k', Body: 'x' }));
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl: name, WaitTimeSeconds: 1 }));
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
      { account: OTHER, detail: { bucket: { name: 'theirs' }, requester: OTHER } },
    ]);
    expect(await bodies()).toEqual([]);
  });
});

describe('a configuration is refused whole', () => {
  const good = toQueue(['s3:ObjectCreated:*']);
  const twice = (a: object, b: object): NotificationConfiguration => ({
    QueueConfigurations: [a, b].map((more) => ({
      QueueArn: QUEUE,
      Events: ['s3:ObjectCreated:Put'] as never,
      ...more,
    })),
  });
  const filtered = (Name: string, Value: string) => ({
    Filter: { Key: { FilterRules: [{ Name: Name as never, Value }] } },
  });

  it.each<[string, NotificationConfiguration, RegExp]>([
    ['an unknown event', toQueue(['s3:ObjectCreated:Move']), /not supported/],
    ['a filter that is neither prefix nor suffix', toQueue(['s3:ObjectCreated:*'], { infix: 'a' }), /prefix or suffix/],
    ['rules that overlap', twice(filtered('prefix', 'a/'), filtered('prefix', 'a/b/')), /ambiguously defined/],
    [
      'another Region',
      { QueueConfigurations: [{ QueueArn: QUEUE.replace('us-east-1', 'eu-west-1'), Events: ['s3:ObjectCreated:*'] }] },
      /region is not valid/,
    ],
  ])('for %s', async (_what, configuration, message) => {
    await openQueue();
    await expect(configure(configuration)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['is not there', undefined],
    ['does not let S3 in', allowing('sns.amazonaws.com', 'sqs:SendMessage', QUEUE)],
  ])('for a destination that %s; what was there before stays', async (_what, policy) => {
    if (policy !== undefined) await createQueue(policy);
    await configure({ EventBridgeConfiguration: {} });
    await expect(configure(good)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'Unable to validate the following destination configurations',
    });
    const { QueueConfigurations, EventBridgeConfiguration } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }),
    );
    expect([QueueConfigurations, EventBridgeConfiguration]).toEqual([undefined, {}]);
    await expect(configure(good, true)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it('not for rules that cannot both want one event', async () => {
    await openQueue();
    await configure(twice(filtered('prefix', 'a/'), filtered('prefix', 'b/')));
    await put('b/1');
    expect(await records()).toHaveLength(1);
  });
});
