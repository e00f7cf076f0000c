import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  paginateListSubscriptionsByTopic,
  SetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { DeleteQueueCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../core/config/types';
import { endingPattern } from '../../core/operations/status-change';
import type { Mail } from '../../packages/local-aws/services/sns';
import { deployDeadLetters } from './dead-letters';
import { functionArn, type LocalResources, type Place } from './resources';
import { RetryPolicy } from './retry-policy';

export interface OperationsClients {
  readonly events: EventBridgeClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** What SNS would have sent: whoever has an address finds there how to confirm its subscription. */
  readonly mails: () => readonly Mail[];
}

const TARGET = 'Target0';
const UNDELIVERED = 'undelivered-notices';

/** What the operations stack makes; nothing where nobody is told. */
export async function deployOperations(
  settings: Settings,
  place: Place,
  resources: LocalResources,
  clients: OperationsClients,
): Promise<void> {
  const { mail } = settings.notifications;
  if (mail.length === 0) return removeOperations(place, resources, clients);
  await deployTopic(place, resources, clients.sns);
  await subscribe(mail, resources.noticesTopicArn, clients);
  const Name = ruleName(place);
  const pattern = endingPattern((name) => machineArnOf(place, name), settings);
  const Description = 'lakeferry: a run has ended';
  await clients.events.send(new PutRuleCommand({ Name, Description, EventPattern: JSON.stringify(pattern) }));
  const deadLetters = await deployDeadLetters(UNDELIVERED, [Name], place, { resources, sqs: clients.sqs });
  const target = {
    Id: TARGET,
    Arn: functionArn(place, 'notify-failure'),
    RetryPolicy,
    DeadLetterConfig: { Arn: deadLetters },
  };
  await clients.events.send(new PutTargetsCommand({ Rule: Name, Targets: [target] }));
}

const machineArnOf = ({ partition, region, accountId, names }: Place, name: string): string =>
  `arn:${partition}:states:${region}:${accountId}:stateMachine:${names.deployed(name)}`;

const ruleName = ({ names }: Place): string => names.deployed('run-ended');

async function removeOperations(
  place: Place,
  { noticesTopicArn: TopicArn }: LocalResources,
  { events, sns, sqs }: OperationsClients,
): Promise<void> {
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  const Rule = ruleName(place);
  try {
    await events.send(new RemoveTargetsCommand({ Rule, Ids: [TARGET] }));
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return;
    throw error;
  }
  await events.send(new DeleteRuleCommand({ Name: Rule }));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: place.names.deployed(UNDELIVERED) }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
}

async function deployTopic(
  place: Place,
  { noticesTopicArn: TopicArn, keyArn }: LocalResources,
  sns: SNSClient,
): Promise<void> {
  await sns.send(new CreateTopicCommand({ Name: place.names.deployed('notices') }));
  const attributes = { KmsMasterKeyId: keyArn, Policy: JSON.stringify(topicPolicy(place, TopicArn)) };
  for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  }
}

/** TLS only, and alarms of this account. */
const topicPolicy = ({ partition, region, accountId }: Place, topicArn: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'AllowPublishThroughSSLOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topicArn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'CloudWatchAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topicArn,
      Condition: {
        StringEquals: { 'aws:SourceAccount': accountId },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*` },
      },
    },
  ],
});

/** Everybody who is named is subscribed and has confirmed; nobody else is. */
async function subscribe(
  addresses: readonly string[],
  TopicArn: string,
  { sns, mails }: OperationsClients,
): Promise<void> {
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    for (const { Endpoint = '', SubscriptionArn } of Subscriptions) {
      if (!addresses.includes(Endpoint)) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
  }
  for (const Endpoint of addresses) {
    const before = mails().length;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));
    const Token = mails()[before]?.token;
    if (Token !== undefined) await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  }
}
