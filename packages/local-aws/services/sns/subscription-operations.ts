import { randomBytes, randomUUID } from 'node:crypto';
import type {
  ConfirmSubscriptionCommandInput,
  ListSubscriptionsByTopicCommandInput,
  SetSubscriptionAttributesCommandInput,
  SubscribeCommandInput,
} from '@aws-sdk/client-sns';
import type { Operation, RequestContext } from '../../service';
import { Changes } from '../../store';
import { pageOf } from '../page';
import type { Outbox } from './outbox';
import { invalid, PROTOCOLS, type Protocol, type SubscriptionRecord } from './records';
import type { Topics } from './topics';

type BySubscription = { readonly SubscriptionArn?: string };

export interface SubscribingDependencies {
  readonly topics: Topics;
  readonly outbox: Outbox;
  /** Where messages can go: a protocol without a service behind it is refused. */
  readonly protocols: readonly Protocol[];
}

const PAGE = 100;
/** Stands where the ARN of a subscription that is not confirmed would stand. */
const PENDING = 'pending confirmation';
const PENDING_IN_LISTS = 'PendingConfirmation';

export function subscriptionOperations(deps: SubscribingDependencies): Readonly<Record<string, Operation>> {
  const { topics } = deps;
  const listed = (found: readonly SubscriptionRecord[], token: string | undefined) => {
    const { items, next } = pageOf(found, token, PAGE, 'InvalidParameterException');
    return { Subscriptions: items.map(summary), NextToken: next };
  };
  return {
    Subscribe: (input: SubscribeCommandInput, context: RequestContext) => subscribe(deps, input, context),
    ConfirmSubscription: ({ TopicArn, Token }: ConfirmSubscriptionCommandInput) => confirm(topics, TopicArn, Token),
    Unsubscribe: async ({ SubscriptionArn = '' }: BySubscription) => {
      if (SubscriptionArn.includes('onfirmation'))
        throw invalid('SubscriptionArn', 'the subscription is not confirmed.');
      await topics.subscriptions.delete(SubscriptionArn);
      return {};
    },
    ListSubscriptions: async ({ NextToken }: { NextToken?: string }, { accountId }: RequestContext) =>
      listed(
        topics.subscriptions.values().filter((each) => each.accountId === accountId),
        NextToken,
      ),
    ListSubscriptionsByTopic: async ({ TopicArn, NextToken }: ListSubscriptionsByTopicCommandInput) =>
      listed(topics.subscriptionsOf(topics.find(TopicArn).arn), NextToken),
    GetSubscriptionAttributes: async ({ SubscriptionArn }: BySubscription) => {
      const found = topics.findSubscription(SubscriptionArn);
      const { Owner, ...rest } = summary(found);
      const isPending = found.token !== undefined;
      return {
        Attributes: {
          ...rest,
          Owner,
          SubscriptionArn: found.arn,
          RawMessageDelivery: String(found.isRaw),
          ...(found.deadLetterArn === undefined
            ? {}
            : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: found.deadLetterArn }) }),
          PendingConfirmation: String(isPending),
          ConfirmationWasAuthenticated: 'false',
        },
      };
    },
    SetSubscriptionAttributes: async (input: SetSubscriptionAttributesCommandInput) => {
      const found = topics.findSubscription(input.SubscriptionArn);
      const attributes = { [input.AttributeName ?? '']: input.AttributeValue ?? '' };
      await topics.subscriptions.set(found.arn, { ...found, ...wanted(found, attributes) });
      return {};
    },
  };
}

/**
 * The same endpoint again is the same subscription. A mail address gets a mail with a token, and nothing else until it
 * is confirmed.
 */
async function subscribe(
  { topics, outbox, protocols }: SubscribingDependencies,
  {
    TopicArn,
    Protocol: given = '',
    Endpoint: endpoint = '',
    Attributes = {},
    ReturnSubscriptionArn,
  }: SubscribeCommandInput,
  { accountId }: RequestContext,
): Promise<object> {
  const topic = topics.find(TopicArn);
  const protocol = checkedProtocol(given, endpoint, protocols);
  const settings = wanted({ protocol, topicArn: topic.arn }, Attributes);
  const present = topics
    .subscriptionsOf(topic.arn)
    .find((each) => each.protocol === protocol && each.endpoint === endpoint);
  const token = protocol === 'email' ? randomBytes(32).toString('hex') : undefined;
  const record: SubscriptionRecord = present ?? {
    ...{ arn: `${topic.arn}:${randomUUID()}`, topicArn: topic.arn, accountId, protocol, endpoint, isRaw: false, token },
    ...settings,
  };
  const mail = { topicArn: topic.arn, to: endpoint };
  await Changes.together(topics.deps.store, (changes) => {
    if (present === undefined) changes.set(topics.subscriptions, record.arn, record);
    if (record.token === undefined) return;
    outbox.add({ ...mail, ...confirmationMail(topic.arn, record.token), token: record.token }, changes);
  });
  if (record.token === undefined) return { SubscriptionArn: record.arn };
  return { SubscriptionArn: ReturnSubscriptionArn === true ? record.arn : PENDING };
}

function checkedProtocol(given: string, endpoint: string, served: readonly Protocol[]): Protocol {
  const protocol = PROTOCOLS.find((each) => each === given);
  if (protocol === undefined || !served.includes(protocol))
    throw invalid('Protocol', `'${given}' is not served here; ${served.join(', ')} are.`);
  const isRight = protocol === 'email' ? /^[^\s@]+@[^\s@]+$/.test(endpoint) : endpoint.split(':')[2] === protocol;
  if (!isRight) throw invalid('Endpoint', `'${endpoint}' is not an endpoint of ${protocol}.`);
  return protocol;
}

type Settings = Pick<SubscriptionRecord, 'isRaw' | 'deadLetterArn'>;

/** The settings that the attributes name. */
function wanted(
  to: Pick<SubscriptionRecord, 'protocol' | 'topicArn'>,
  { RawMessageDelivery, RedrivePolicy, ...others }: Readonly<Record<string, string>>,
): Partial<Settings> {
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw invalid('AttributeName', `${other} is not served locally; RawMessageDelivery and RedrivePolicy are.`);
  return {
    ...(RawMessageDelivery === undefined ? {} : { isRaw: wantsRaw(to.protocol, RawMessageDelivery) }),
    ...(RedrivePolicy === undefined ? {} : { deadLetterArn: deadLetterQueue(to.topicArn, RedrivePolicy) }),
  };
}

function wantsRaw(protocol: Protocol, value: string): boolean {
  const isRaw = value.toLowerCase() === 'true';
  if (isRaw && protocol !== 'sqs')
    throw invalid('Attributes', `Delivery protocol [${protocol}] does not support raw message delivery.`);
  return isRaw;
}

/** A queue of the topic's own account and Region; an empty policy is none. */
function deadLetterQueue(topicArn: string, policy: string): string | undefined {
  if (policy === '' || policy === '{}') return undefined;
  const arn = deadLetterTargetOf(policy);
  const [, partition, , region, account] = topicArn.split(':');
  if (!arn.startsWith(`arn:${partition}:sqs:${region}:${account}:`))
    throw invalid('RedrivePolicy', 'deadLetterTargetArn must be the ARN of a queue of the same account and Region.');
  return arn;
}

function deadLetterTargetOf(policy: string): string {
  try {
    const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn?: unknown };
    if (typeof deadLetterTargetArn === 'string') return deadLetterTargetArn;
  } catch {}
  throw invalid('RedrivePolicy', 'failed to parse JSON: it needs deadLetterTargetArn.');
}

async function confirm(topics: Topics, topicArn: string | undefined, token: string | undefined): Promise<object> {
  const found = topics.subscriptionsOf(topics.find(topicArn).arn).find((each) => each.token === token);
  if (token === undefined || found === undefined)
    throw invalid('Token', 'it is not the token of a pending subscription.');
  await topics.subscriptions.set(found.arn, { ...found, token: undefined });
  return { SubscriptionArn: found.arn };
}

const confirmationMail = (topicArn: string, token: string) => ({
  subject: 'AWS Notification - Subscription Confirmation',
  body:
    `You have chosen to subscribe to the topic:\n${topicArn}\n\n` +
    `To confirm, call ConfirmSubscription with this token:\n${token}\n`,
});

const summary = ({ arn, topicArn, accountId, protocol, endpoint, token }: SubscriptionRecord) => ({
  SubscriptionArn: token === undefined ? arn : PENDING_IN_LISTS,
  TopicArn: topicArn,
  Owner: accountId,
  Protocol: protocol,
  Endpoint: endpoint,
});
