import { numberOf } from './attributes';
import type { Queues, Received } from './queues';
import { atNextChance, described, take } from './receive';

/** A queue as an event source mapping reads it. */
export interface Consumer {
  /** Messages that are visible now, with all attributes; at most `most`. Throws QueueDoesNotExist. */
  receive(most: number): Promise<Received[]>;
  /** Calls back once when there may be a message. Returns what ends the waiting. Throws QueueDoesNotExist. */
  atNextChance(callback: () => void, until?: number): () => void;
  /** Those that are gone, or were received again since, stay as they are. */
  delete(messages: readonly Pick<Received, 'MessageId' | 'ReceiptHandle'>[]): Promise<void>;
  visibilitySeconds(): number;
}

export const consumerOf = (queues: Queues, arn: string): Consumer => ({
  async receive(most) {
    const queue = queues.find(arn);
    const hideSeconds = numberOf(queue.attributes, 'VisibilityTimeout');
    const taken = await queues.change((changes) => take(queues, queue, { most, hideSeconds }, changes));
    return taken.map((message) => described(message, { QueueUrl: arn, ...EVERYTHING }));
  },
  atNextChance: (callback, until) => atNextChance(queues, queues.find(arn), callback, until),
  async delete(messages) {
    await queues.change((changes) => {
      for (const { MessageId, ReceiptHandle } of messages)
        if (queues.messages.get(MessageId)?.handle === ReceiptHandle) changes.delete(queues.messages, MessageId);
    });
  },
  visibilitySeconds: () => numberOf(queues.find(arn).attributes, 'VisibilityTimeout'),
});

const EVERYTHING = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
