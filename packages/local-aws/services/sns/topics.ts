import type { ServiceDependencies } from '../../service';
import { Changes, DurableMap } from '../../store';
import { invalid, notFound, type SubscriptionRecord, type TopicAttributes, type TopicRecord } from './records';

type Dependencies = Pick<ServiceDependencies, 'store' | 'partition' | 'region'>;

const TOPIC_NAME = /^[A-Za-z0-9_-]{1,256}$/;

/** Topics and who subscribed to them, durable. */
export class Topics {
  private constructor(
    readonly deps: Dependencies,
    readonly records: DurableMap<TopicRecord>,
    readonly subscriptions: DurableMap<SubscriptionRecord>,
  ) {}

  static async load(deps: Dependencies): Promise<Topics> {
    const { store } = deps;
    return new Topics(
      deps,
      await DurableMap.load(store, 'sns-topics'),
      await DurableMap.load(store, 'sns-subscriptions'),
    );
  }

  /** A topic that is there stays; other attributes than it has are refused. */
  async create(accountId: string, name: string, attributes: TopicAttributes): Promise<TopicRecord> {
    if (!TOPIC_NAME.test(name))
      throw invalid('Topic Name', 'use 1 to 256 letters, digits, - and _. FIFO topics are not served locally.');
    const arn = `arn:${this.deps.partition}:sns:${this.deps.region}:${accountId}:${name}`;
    const present = this.records.get(arn);
    const isOther = Object.entries(attributes).some(
      ([key, value]) => present?.attributes[key as keyof TopicAttributes] !== value,
    );
    if (present !== undefined && isOther) throw invalid('Attributes', 'Topic already exists with different attributes');
    const record = present ?? { arn, accountId, attributes };
    await this.records.set(arn, record);
    return record;
  }

  /** Throws NotFoundException. */
  find(arn: string | undefined): TopicRecord {
    const found = this.records.get(arn ?? '');
    if (found === undefined) throw notFound('Topic');
    return found;
  }

  /** In the order in which they were made. */
  subscriptionsOf(topicArn: string): SubscriptionRecord[] {
    return this.subscriptions.values().filter((each) => each.topicArn === topicArn);
  }

  /** Throws NotFoundException. */
  findSubscription(arn: string | undefined): SubscriptionRecord {
    const found = this.subscriptions.get(arn ?? '');
    if (found === undefined) throw notFound('Subscription');
    return found;
  }

  async delete(arn: string): Promise<void> {
    await Changes.together(this.deps.store, (changes) => {
      for (const each of this.subscriptionsOf(arn)) changes.delete(this.subscriptions, each.arn);
      changes.delete(this.records, arn);
    });
  }
}

/** A topic without a policy of its own: its account may use it, no service may. */
export const policyOf = ({ arn, accountId, attributes }: TopicRecord): string =>
  attributes.Policy ??
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:Publish', 'SNS:Subscribe', 'SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:DeleteTopic'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
