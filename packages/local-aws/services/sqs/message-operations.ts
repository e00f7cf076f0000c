import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityCommandInput,
  DeleteMessageBatchCommandInput,
  DeleteMessageCommandInput,
  ReceiveMessageCommandInput,
  SendMessageBatchCommandInput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { Kms } from '../kms';
import type { QueueRecord, Queues } from './queues';
import { receive } from './receive';
import { send } from './send';

const MOST_ENTRIES = 10;
const MAX_VISIBILITY_SECONDS = 43_200;

export function messageOperations(queues: Queues, cipher: Kms['cipher']): Readonly<Record<string, Operation>> {
  const remove = async (queueUrl: string | undefined, handle: string | undefined): Promise<void> => {
    const message = queues.byHandle(queues.find(queueUrl), handle);
    // the handle of an earlier receipt is accepted and removes nothing
    if (message?.handle === handle && message !== undefined) await queues.messages.delete(message.id);
  };
  return {
    SendMessage: async (input: SendMessageCommandInput) => send({ queues, cipher }, queues.find(input.QueueUrl), input),
    SendMessageBatch: async ({ QueueUrl, Entries = [] }: SendMessageBatchCommandInput) => {
      const queue = queues.find(QueueUrl);
      return eachOf(Entries, async (entry) => send({ queues, cipher }, queue, entry));
    },
    ReceiveMessage: (input: ReceiveMessageCommandInput, context: RequestContext) => receive(queues, input, context),
    DeleteMessage: async ({ QueueUrl, ReceiptHandle }: DeleteMessageCommandInput) => {
      await remove(QueueUrl, ReceiptHandle);
      return {};
    },
    DeleteMessageBatch: async ({ QueueUrl, Entries = [] }: DeleteMessageBatchCommandInput) => {
      queues.find(QueueUrl);
      return eachOf(Entries, async ({ ReceiptHandle }) => {
        await remove(QueueUrl, ReceiptHandle);
        return undefined;
      });
    },
    ChangeMessageVisibility: async (input: ChangeMessageVisibilityCommandInput) => {
      await changeVisibility(queues, queues.find(input.QueueUrl), input);
      return {};
    },
    ChangeMessageVisibilityBatch: async ({ QueueUrl, Entries = [] }: ChangeMessageVisibilityBatchCommandInput) => {
      const queue = queues.find(QueueUrl);
      return eachOf(Entries, async (entry) => changeVisibility(queues, queue, entry));
    },
  };
}

async function changeVisibility(
  queues: Queues,
  queue: QueueRecord,
  { ReceiptHandle, VisibilityTimeout = 0 }: { readonly ReceiptHandle?: string; readonly VisibilityTimeout?: number },
): Promise<undefined> {
  const message = queues.byHandle(queue, ReceiptHandle);
  const now = queues.deps.clock.now();
  if (VisibilityTimeout < 0 || VisibilityTimeout > MAX_VISIBILITY_SECONDS)
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ${VisibilityTimeout} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and ${MAX_VISIBILITY_SECONDS}, if provided.`,
    );
  if (message === undefined || message.handle !== ReceiptHandle || message.visibleAt <= now)
    throw new ServiceError('MessageNotInflight', 'The message referred to is not in flight.');
  const changed = { ...message, visibleAt: now + VisibilityTimeout * 1000 };
  await queues.change((changes) => queues.put(changed, changes));
}

/** One bad entry does not hinder the others. */
async function eachOf<E extends { readonly Id?: string }>(
  entries: readonly E[],
  act: (entry: E) => Promise<object | undefined>,
) {
  if (entries.length === 0)
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MOST_ENTRIES)
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...(await act(entry)) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}
