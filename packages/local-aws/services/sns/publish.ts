import { randomUUID } from 'node:crypto';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { Clock } from '../../clock';
import { ServiceError } from '../../service';
import { Changes } from '../../store';
import type { Deliveries, Delivery } from '../events/deliveries';
import type { Kms } from '../kms';
import { type ActingService, checkKeyUse, mayByPolicy } from '../service-rights';
import { checkedMessage, type Message } from './message';
import type { Outbox } from './outbox';
import { invalid, type SubscriptionRecord, type TopicRecord } from './records';
import { policyOf, type Topics } from './topics';

export interface PublishingDependencies {
  readonly topics: Topics;
  readonly outbox: Outbox;
  readonly deliveries: Deliveries;
  readonly cipher: Kms['cipher'];
  readonly clock: Clock;
}

/** As SNS retries queues and functions: 100,015 times over 23 days. */
const RETRIES = { maxAttempts: 100_015, maxAgeMs: 23 * 86_400_000 };

/** Publishes for a caller of the API, or for a service, which needs the topic's policy and the key's. */
export async function publish(
  deps: PublishingDependencies,
  input: PublishCommandInput,
  publisher?: ActingService,
): Promise<{ readonly MessageId: string }> {
  if (input.TopicArn === undefined) throw invalid('TopicArn', 'only topics are served locally; give TopicArn.');
  const topic = deps.topics.find(input.TopicArn);
  const message = checkedMessage(input);
  if (publisher !== undefined) refuseByPolicy(topic, publisher);
  const { KmsMasterKeyId } = topic.attributes;
  if (KmsMasterKeyId !== undefined)
    await checkKeyUse(deps.cipher, KmsMasterKeyId, publisher, (problem) => `KMS${problem}Exception`);
  const id = randomUUID();
  const confirmed = deps.topics.subscriptionsOf(topic.arn).filter(({ token }) => token === undefined);
  const others = confirmed.filter(({ protocol }) => protocol !== 'email');
  const subject = message.subject ?? 'AWS Notification Message';
  // All subscribers get the message or none: a kill must not part them.
  await Changes.together(deps.topics.deps.store, (changes) => {
    for (const { endpoint } of confirmed.filter(({ protocol }) => protocol === 'email'))
      deps.outbox.add({ topicArn: topic.arn, to: endpoint, subject, body: message.textFor('email') }, changes);
    const due = others.map((each) => deliveryOf(deps.clock, topic, each, message, id));
    return deps.deliveries.send(due, changes);
  });
  return { MessageId: id };
}

function refuseByPolicy(topic: TopicRecord, service: ActingService): void {
  if (mayByPolicy(policyOf(topic), service, { action: 'sns:Publish', resource: topic.arn })) return;
  throw new ServiceError(
    'AuthorizationErrorException',
    `User: ${service.principal} is not authorized to perform: SNS:Publish on resource: ${topic.arn}`,
    { status: 403 },
  );
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
    deadLetterArn: to.deadLetterArn,
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
