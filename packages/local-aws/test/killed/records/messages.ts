import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { AwsClients } from '../clients';
import { ACCOUNT, arnOf } from '../places';
import { problemsOf, type Record } from './record';

const SENT = arnOf('sqs', 'sent');
const DELETED = arnOf('sqs', 'deleted');
/** Events of the bus. */
export const HEARD = arnOf('sqs', 'heard');
/** What the topic delivers. */
const TOLD = arnOf('sqs', 'told');
const TOPIC = arnOf('sns', 'told');
const NOTIFIED = arnOf('sqs', 'notified');
const TELLING = 'telling';
const MOVED = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
/** Seconds: the longest that SQS has. At this speed four days pass in ten minutes. */
const RETENTION = '1209600';

const openTo = (service: string, Action: string, Resource: string): string => {
  const Condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
  const Statement = [
    { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action, Resource, Condition },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
};
const nameOf = (arn: string): string => arn.split(':').at(-1) ?? '';
const createQueue = ({ sqs }: AwsClients, arn: string, from?: string) => {
  const kept = { MessageRetentionPeriod: RETENTION };
  const Attributes = from === undefined ? kept : { ...kept, Policy: openTo(from, 'sqs:SendMessage', arn) };
  return sqs.send(new CreateQueueCommand({ QueueName: nameOf(arn), Attributes }));
};

/** Bodies that came out of a queue, in whatever life of the process. */
const taken = new Map<string, string[]>();

/** Takes everything out of a queue; returns all bodies that ever came out of it. */
export async function bodiesOf({ sqs }: AwsClients, QueueUrl: string): Promise<readonly string[]> {
  const bodies = taken.get(QueueUrl) ?? [];
  taken.set(QueueUrl, bodies);
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** Ids are quoted in the bodies. */
export async function unheard(aws: AwsClients, queue: string, made: readonly string[]): Promise<string[]> {
  const bodies = (await bodiesOf(aws, queue)).join('\n');
  return made.filter((id) => !bodies.includes(`"${id}"`)).map((id) => `${id}: not in ${nameOf(queue)}`);
}

const sent: Record = {
  service: 'sqs',
  what: 'a message that was sent',
  setUp: (aws) => createQueue(aws, SENT),
  async make({ sqs }, id) {
    await sqs.send(new SendMessageCommand({ QueueUrl: SENT, MessageBody: `"${id}"` }));
    return id;
  },
  missing: (aws, made) => unheard(aws, SENT, made),
};

/** Sent, received and deleted: it never comes again. */
const deleted: Record = {
  service: 'sqs',
  what: 'the deletion of a message',
  isSlow: true,
  setUp: (aws) => createQueue(aws, DELETED),
  async make({ sqs }, id) {
    await sqs.send(new SendMessageCommand({ QueueUrl: DELETED, MessageBody: id }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: DELETED, VisibilityTimeout: 600 }));
    const [message] = Messages ?? [];
    if (message === undefined) return undefined;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: DELETED, ReceiptHandle: message.ReceiptHandle }));
    return message.Body;
  },
  async missing(aws, made) {
    const bodies = new Set(await bodiesOf(aws, DELETED));
    return made.filter((id) => bodies.has(id)).map((id) => `${id}: received after its deletion`);
  },
};

const published: Record = {
  service: 'sns',
  what: 'a message that was published',
  isSlow: true,
  async setUp(aws) {
    await createQueue(aws, TOLD, 'sns');
    const Attributes = { Policy: openTo('events', 'sns:Publish', TOPIC) };
    await aws.sns.send(new CreateTopicCommand({ Name: nameOf(TOPIC), Attributes }));
    const raw = { RawMessageDelivery: 'true' };
    await aws.sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: TOLD, Attributes: raw }));
  },
  async make({ sns }, id) {
    await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: `"${id}"` }));
    return id;
  },
  missing: (aws, made) => unheard(aws, TOLD, made),
};

/** Goes to a queue, and over the topic to another one. */
const event: Record = {
  service: 'events',
  what: 'an event',
  isSlow: true,
  async setUp(aws) {
    await createQueue(aws, HEARD, 'events');
    const pattern = JSON.stringify({ source: ['aws.rds', 'aws.glue', 'aws.states', 'killed'] });
    await aws.events.send(new PutRuleCommand({ Name: 'heard', EventPattern: pattern }));
    await aws.events.send(new PutRuleCommand({ Name: 'told', EventPattern: '{"source":["killed"]}' }));
    await aws.events.send(new PutTargetsCommand({ Rule: 'heard', Targets: [{ Id: 'queue', Arn: HEARD }] }));
    await aws.events.send(new PutTargetsCommand({ Rule: 'told', Targets: [{ Id: 'topic', Arn: TOPIC }] }));
  },
  async make({ events }, id) {
    const entry = { Source: 'killed', DetailType: 'Something', Detail: JSON.stringify({ id }) };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
    return id;
  },
  missing: async (aws, made) => [...(await unheard(aws, HEARD, made)), ...(await unheard(aws, TOLD, made))],
};

/** Every object that is there is told of, whether its call was answered or not. */
const notification: Record = {
  service: 's3',
  what: 'the event of an object',
  isSlow: true,
  async setUp(aws) {
    await createQueue(aws, NOTIFIED, 's3');
    await aws.s3.send(new CreateBucketCommand({ Bucket: TELLING }));
    const NotificationConfiguration = {
      QueueConfigurations: [{ QueueArn: NOTIFIED, Events: ['s3:ObjectCreated:*' as const] }],
    };
    await aws.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: TELLING, NotificationConfiguration }));
  },
  async make({ s3 }, Key) {
    await s3.send(new PutObjectCommand({ Bucket: TELLING, Key, Body: Key }));
    return Key;
  },
  async missing(aws, made) {
    const keys = new Set(made);
    for await (const { Contents = [] } of paginateListObjectsV2({ client: aws.s3 }, { Bucket: TELLING }))
      for (const { Key = '' } of Contents) keys.add(Key);
    return unheard(aws, NOTIFIED, [...keys]);
  },
};

/** Each between queues of its own. */
const move: Record = {
  service: 'sqs',
  what: 'a move of messages, to its end',
  isSlow: true,
  async make(aws, id) {
    const [dead, back] = [arnOf('sqs', `dead-${id}`), arnOf('sqs', `back-${id}`)];
    await createQueue(aws, dead);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 1 });
    const Attributes = { RedrivePolicy, MessageRetentionPeriod: RETENTION };
    await aws.sqs.send(new CreateQueueCommand({ QueueName: nameOf(back), Attributes }));
    const Entries = MOVED.map((Id) => ({ Id, MessageBody: Id }));
    await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: dead, Entries }));
    const pace = { DestinationArn: back, MaxNumberOfMessagesPerSecond: 2 };
    await aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead, ...pace }));
    return id;
  },
  missing: ({ sqs }, made) =>
    problemsOf(made, async (id) => {
      const SourceArn = arnOf('sqs', `dead-${id}`);
      const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
      const [task] = Results;
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const QueueUrl = arnOf('sqs', `back-${id}`);
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      const moved = Number(Attributes?.ApproximateNumberOfMessages);
      return task?.Status === 'COMPLETED' && moved === MOVED.length ? undefined : `${task?.Status}, ${moved} moved`;
    }),
};

export const MESSAGE_RECORDS: readonly Record[] = [sent, deleted, published, event, notification, move];
