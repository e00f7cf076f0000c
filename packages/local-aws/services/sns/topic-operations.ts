import type {
  CreateTopicCommandInput,
  ListTopicsCommandInput,
  SetTopicAttributesCommandInput,
} from '@aws-sdk/client-sns';
import { checkPolicy, MalformedPolicyError } from '../../iam';
import type { Operation, RequestContext } from '../../service';
import { pageOf } from '../page';
import { invalid, type TopicAttributes } from './records';
import { policyOf, type Topics } from './topics';

type ByTopic = { readonly TopicArn?: string };

const PAGE = 100;

export const topicOperations = (topics: Topics): Readonly<Record<string, Operation>> => ({
  CreateTopic: async ({ Name = '', Attributes = {} }: CreateTopicCommandInput, { accountId }: RequestContext) => {
    const attributes = Object.entries(Attributes).map(([name, value]) => [name, checked(name, value)]);
    return { TopicArn: (await topics.create(accountId, Name, Object.fromEntries(attributes))).arn };
  },
  DeleteTopic: async ({ TopicArn = '' }: ByTopic) => {
    await topics.delete(TopicArn);
    return {};
  },
  ListTopics: async ({ NextToken }: ListTopicsCommandInput, { accountId }: RequestContext) => {
    const own = topics.records.values().filter((each) => each.accountId === accountId);
    const { items, next } = pageOf(own, NextToken, PAGE, 'InvalidParameterException');
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: next };
  },
  GetTopicAttributes: async ({ TopicArn }: ByTopic) => {
    const topic = topics.find(TopicArn);
    const subscriptions = topics.subscriptionsOf(topic.arn);
    const pending = subscriptions.filter(({ token }) => token !== undefined).length;
    return {
      Attributes: {
        ...topic.attributes,
        TopicArn: topic.arn,
        Owner: topic.accountId,
        Policy: policyOf(topic),
        DisplayName: topic.attributes.DisplayName ?? '',
        SubscriptionsConfirmed: String(subscriptions.length - pending),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: '0',
      },
    };
  },
  SetTopicAttributes: async ({ TopicArn, AttributeName = '', AttributeValue }: SetTopicAttributesCommandInput) => {
    const topic = topics.find(TopicArn);
    const value = checked(AttributeName, AttributeValue);
    await topics.records.set(topic.arn, { ...topic, attributes: { ...topic.attributes, [AttributeName]: value } });
    return {};
  },
});

const ATTRIBUTES: readonly (keyof TopicAttributes)[] = ['DisplayName', 'KmsMasterKeyId', 'Policy'];

/** An empty value is none. Throws for an attribute that would have no effect here. */
function checked(name: string, value: string | undefined): string | undefined {
  if (!ATTRIBUTES.some((each) => each === name))
    throw invalid('AttributeName', `${name} is not served locally; ${ATTRIBUTES.join(', ')} are.`);
  if (value === undefined || value === '') return undefined;
  if (name === 'Policy') checkTopicPolicy(value);
  return value;
}

function checkTopicPolicy(value: string): void {
  try {
    checkPolicy(value, 'resource');
  } catch (error) {
    throw error instanceof MalformedPolicyError ? invalid('Policy', error.message) : error;
  }
}
