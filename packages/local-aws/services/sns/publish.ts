import { randomUUID } from 'node:crypto';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { Clock } from '../../clock';
import { ServiceError } from '../../service';
import type { Deliveries, Delivery } from '../events/deliveries';
import type { Kms } from '../kms';
import { checkedMessage, type Message } from './message';
import type { Outbox } from './outbox';
import { allowsService } from './policy';
import { invalid, type SubscriptionRecord, type TopicRecord } from './records';
import { policyOf, type Topics } from './topics';

export interface PublishingDependencies {
  readonly topics: Topics;
  readonly outbox: Outbox;
  readonly deliveries: Deliveries;
  readonly cipher: Kms['cipher'];
  readonly clock: Clock;
}

/** An AWS service that publishes in its own name. */
export interface Publisher {
  /** `cloudwatch.amazonaws.com` */
  readonly principal: string;
  readonly sourceAccount: string;
  /** The alarm or rule. */
  readonly sourceArn: string;
}

/** As SNS retries queues and functions: 100,015 times over 23 days. */
const RETRIES = { maxAttempts: 100_015, maxAgeMs: 23 * 86_400_000 };

/** Publishes for a caller of the API, or for a service, which needs the topic's policy and the key's. */
export async function publish(
  deps: PublishingDependencies,
  input: PublishCommandInput,
  publisher?: Publisher,
): Promise<{ readonly MessageId: string }> {
  if (input.TopicArn === undefined) throw invalid('TopicArn', 'only topics are served locally; give TopicArn.');
  const topic = deps.topics.find(input.TopicArn);
  const message = checkedMessage(input);
  if (publisher !== undefined) refuseByPolicy(topic, publisher);
  await useKey(deps, topic, publisher);
  const id = randomUUID();
  const confirmed = deps.topics.subscriptionsOf(topic.arn).filter(({ token }) => token === undefined);
  for (const { endpoint } of confirmed.filter(({ protocol }) => protocol === 'email')) {
    const subject = message.subject ?? 'AWS Notification Message';
    await deps.outbox.add({ topicArn: topic.arn, to: endpoint, subject, body: message.textFor('email') });
  }
  const others = confirmed.filter(({ protocol }) => protocol !== 'email');
  await deps.deliveries.send(others.map((each) => deliveryOf(deps.clock, topic, each, message, id)));
  return { MessageId: id };
}

function refuseByPolicy(topic: TopicRecord, { principal, sourceAccount, sourceArn }: Publisher): void {
  const context = { 'aws:SourceAccount': sourceAccount, 'aws:SourceArn': sourceArn, 'aws:SecureTransport': 'true' };
  if (allowsService(policyOf(topic), { principal, action: 'sns:Publish', resource: topic.arn, context })) return;
  throw new ServiceError(
    'AuthorizationErrorException',
    `User: ${principal} is not authorized to perform: SNS:Publish on resource: ${topic.arn}`,
    { status: 403 },
  );
}

const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/**
 * The key must be usable, and a service must stand in its policy. No source reaches the key: SNS documents that `aws:SourceAccount` and
 * `aws:SourceArn` do not work for EventBridge there, of CloudWatch nothing is documented.
 */
async function useKey({ cipher }: PublishingDependencies, topic: TopicRecord, publisher?: Publisher): Promise<void> {
  const { KmsMasterKeyId } = topic.attributes;
  if (KmsMasterKeyId === undefined) return;
  const { key } = await sealed(cipher, KmsMasterKeyId);
  if (publisher === undefined) return;
  const { principal } = publisher;
  if (KEY_ACTIONS.every((action) => allowsService(key.policy, { principal, action, resource: key.arn, context: {} })))
    return;
  throw new ServiceError(
    'KMSAccessDeniedException',
    `User: ${principal} is not authorized to perform: ${KEY_ACTIONS.join(', ')} on resource: ${key.arn}`,
  );
}

const KEY_ERRORS: Readonly<Record<string, string>> = {
  NotFoundException: 'KMSNotFoundException',
  DisabledException: 'KMSDisabledException',
  KMSInvalidStateException: 'KMSInvalidStateException',
};

async function sealed(cipher: Kms['cipher'], keyName: string) {
  try {
    return await cipher.encrypt(keyName, new Uint8Array(32));
  } catch (error) {
    const code = error instanceof ServiceError ? KEY_ERRORS[error.code] : undefined;
    throw code === undefined ? error : new ServiceError(code, (error as Error).message);
  }
}

function deliveryOf(clock: Clock, topic: TopicRecord, to: SubscriptionRecord, message: Message, id: string): Delivery {
  return {
    id: randomUUID(),
    eventId: id,
    ruleArn: topic.arn,
    targetArn: to.endpoint,
    input: inputFor(clock, topic, to, message, id),
    attempts: 0,
    firstTriedAt: clock.now(),
    ...RETRIES,
  };
}

function inputFor(clock: Clock, topic: TopicRecord, to: SubscriptionRecord, message: Message, id: string): string {
  const text = message.textFor(to.protocol);
  if (to.isRaw) return text;
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
  ]);
  const notification = {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topic.arn,
    Subject: message.subject,
    Message: text,
    Timestamp: new Date(clock.now()).toISOString(),
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
  if (to.protocol === 'sqs') return JSON.stringify(notification);
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: to.arn };
  // a function always gets both members
  const sns = { ...notification, Subject: message.subject ?? null, MessageAttributes: Object.fromEntries(attributes) };
  return JSON.stringify({ Records: [{ ...record, Sns: sns }] });
}
