import type { Rights } from '../../authorization/rights';
import { ServiceError } from '../../service';
import type { Kms } from '../kms';
import type { Queues } from './queues';

/** Actions that read or write what is encrypted. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  SendMessage: ['kms:GenerateDataKey', 'kms:Decrypt'],
  ReceiveMessage: ['kms:Decrypt'],
};

/** Service Authorization Reference, "Amazon SQS". A batch is its single action. */
export const sqsRights =
  (queues: Queues, keyUse: Kms['keyUse']): Rights =>
  async (operation, { QueueUrl, SourceArn }: { readonly QueueUrl?: string; readonly SourceArn?: string }) => {
    const name = QueueUrl ?? SourceArn;
    const queue = name === undefined ? undefined : found(queues, name);
    if (queue === undefined) return undefined;
    const { arn: resource, accountId: owner, attributes } = queue;
    const single = operation.replace(/Batch$/, '');
    const needed = { action: `sqs:${single}`, resource, owner, policy: attributes.Policy };
    const key = attributes.KmsMasterKeyId;
    const uses = key === undefined ? [] : (KEYS[single] ?? []).map((action) => keyUse(key, action));
    return [needed, ...(await Promise.all(uses)).flat()];
  };

function found(queues: Queues, url: string) {
  try {
    return queues.find(url);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
