import type {
  CreateQueueCommandInput,
  GetQueueAttributesCommandInput,
  ListDeadLetterSourceQueuesCommandInput,
  ListQueuesCommandInput,
  SetQueueAttributesCommandInput,
} from '@aws-sdk/client-sqs';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { pageOf } from '../page';
import { checkedAttributes, type QueueAttributes, withDefaults } from './attributes';
import type { QueueRecord, Queues } from './queues';

type ByQueue = { readonly QueueUrl?: string };

const PAGE = 1000;
const QUEUE_NAME = /^[\w-]{1,80}$/;

/** `urlOf` names a queue under the address that the clients of this instance ask. */
export const queueOperations = (
  queues: Queues,
  urlOf: (queue: QueueRecord) => string,
): Readonly<Record<string, Operation>> => ({
  CreateQueue: async ({ QueueName = '', Attributes = {} }: CreateQueueCommandInput, { accountId }: RequestContext) => ({
    QueueUrl: urlOf(await create(queues, accountId, QueueName, checkedAttributes(Attributes as QueueAttributes))),
  }),
  DeleteQueue: async ({ QueueUrl }: ByQueue) => {
    await queues.delete(queues.find(QueueUrl));
    return {};
  },
  GetQueueUrl: async (
    { QueueName = '', QueueOwnerAWSAccountId }: { QueueName?: string; QueueOwnerAWSAccountId?: string },
    { accountId }: RequestContext,
  ) => ({ QueueUrl: urlOf(queues.find(queues.arnOf(QueueOwnerAWSAccountId ?? accountId, QueueName))) }),
  ListQueues: async (
    { QueueNamePrefix = '', NextToken, MaxResults }: ListQueuesCommandInput,
    { accountId }: RequestContext,
  ) => {
    const own = queues.records
      .values()
      .filter((each) => each.accountId === accountId && each.name.startsWith(QueueNamePrefix));
    const { items, next } = pageOf(own, NextToken, MaxResults ?? PAGE, 'InvalidParameterValue');
    return { QueueUrls: items.map(urlOf), NextToken: next };
  },
  ListDeadLetterSourceQueues: async ({ QueueUrl, NextToken, MaxResults }: ListDeadLetterSourceQueuesCommandInput) => {
    const sources = queues.sourcesOf(queues.find(QueueUrl).arn);
    const { items, next } = pageOf(sources, NextToken, MaxResults ?? PAGE, 'InvalidParameterValue');
    return { queueUrls: items.map(urlOf), NextToken: next };
  },
  GetQueueAttributes: async ({ QueueUrl, AttributeNames = [] }: GetQueueAttributesCommandInput) => {
    const all = Object.entries(described(queues, queues.find(QueueUrl)));
    const names: readonly string[] = AttributeNames;
    return { Attributes: Object.fromEntries(all.filter(([name]) => names.includes('All') || names.includes(name))) };
  },
  SetQueueAttributes: async ({ QueueUrl, Attributes = {} }: SetQueueAttributesCommandInput) => {
    const queue = queues.find(QueueUrl);
    checkedAttributes(Attributes as QueueAttributes);
    const attributes = checkedAttributes({ ...queue.attributes, ...(Attributes as QueueAttributes) });
    await queues.records.set(queue.arn, { ...queue, attributes });
    return {};
  },
  PurgeQueue: async ({ QueueUrl }: ByQueue) => {
    const queue = queues.find(QueueUrl);
    await queues.change((changes) => {
      for (const { id } of queues.messagesIn(queue)) changes.delete(queues.messages, id);
    });
    return {};
  },
});

/** A queue that is there stays; other attributes than it has are refused. */
async function create(
  queues: Queues,
  accountId: string,
  name: string,
  attributes: QueueAttributes,
): Promise<QueueRecord> {
  if (!QUEUE_NAME.test(name))
    throw new ServiceError(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length. FIFO queues are not served locally.',
    );
  const arn = queues.arnOf(accountId, name);
  const present = queues.records.get(arn);
  const has = withDefaults(present?.attributes ?? {});
  const other = Object.entries(attributes).find(([key, value]) => has[key] !== value);
  if (present !== undefined && other !== undefined)
    throw new ServiceError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${other[0]}`,
    );
  const queue = present ?? { arn, accountId, name, createdAt: queues.deps.clock.now(), attributes };
  await queues.records.set(arn, queue);
  return queue;
}

function described(queues: Queues, queue: QueueRecord): QueueAttributes {
  const now = queues.deps.clock.now();
  const messages = queues.messagesIn(queue);
  const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
  const seconds = String(Math.floor(queue.createdAt / 1000));
  return {
    ...withDefaults(queue.attributes),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.filter(({ receives }) => receives > 0).length),
    ApproximateNumberOfMessagesDelayed: String(hidden.filter(({ receives }) => receives === 0).length),
    CreatedTimestamp: seconds,
    LastModifiedTimestamp: seconds,
  };
}
