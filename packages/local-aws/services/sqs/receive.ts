import { randomUUID } from 'node:crypto';
import type { ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import { type RequestContext, ServiceError } from '../../service';
import type { Changes } from '../../store';
import { numberOf } from './attributes';
import { digestOfAttributes, digestOfBody } from './digests';
import type { MessageRecord, QueueRecord, Queues, Received } from './queues';

/** At most ten messages that are visible now; waits for the first as long as was asked. */
export async function receive(
  queues: Queues,
  input: ReceiveMessageCommandInput,
  { idle = (work) => work }: Pick<RequestContext, 'idle'>,
): Promise<{ Messages?: Received[] }> {
  const queue = queues.find(input.QueueUrl);
  const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
  const hideSeconds = within(
    'VisibilityTimeout',
    input.VisibilityTimeout ?? numberOf(queue.attributes, 'VisibilityTimeout'),
    0,
    43_200,
  );
  const waitSeconds = within(
    'WaitTimeSeconds',
    input.WaitTimeSeconds ?? numberOf(queue.attributes, 'ReceiveMessageWaitTimeSeconds'),
    0,
    20,
  );
  const until = queues.deps.clock.now() + waitSeconds * 1000;
  const taking = (changes: Changes): MessageRecord[] => take(queues, queue, { most, hideSeconds }, changes);
  let taken = await queues.change(taking);
  while (taken.length === 0 && queues.deps.clock.now() < until) {
    await idle(nextChance(queues, queue, until));
    taken = await queues.change(taking);
  }
  return taken.length === 0 ? {} : { Messages: taken.map((message) => described(message, input)) };
}

function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

export interface Taking {
  /** Messages. */
  readonly most: number;
  readonly hideSeconds: number;
}

/** Receives what is visible now. A message that was received too often goes to its dead-letter queue instead. */
export function take(
  queues: Queues,
  queue: QueueRecord,
  { most, hideSeconds }: Taking,
  changes: Changes,
): MessageRecord[] {
  const now = queues.deps.clock.now();
  const taken: MessageRecord[] = [];
  for (const message of queues.messagesIn(queue).filter(({ visibleAt }) => visibleAt <= now)) {
    if (taken.length === most) break;
    if (buriedInstead(queues, queue, message, changes)) continue;
    const received = {
      ...message,
      receives: message.receives + 1,
      firstReceivedAt: message.firstReceivedAt ?? now,
      visibleAt: now + hideSeconds * 1000,
      handle: `${message.id}.${randomUUID()}`,
    };
    changes.set(queues.messages, message.id, received);
    taken.push(received);
  }
  return taken;
}

/** A message that was received as often as its queue allows goes to the dead-letter queue, and keeps its age. */
function buriedInstead(
  queues: Queues,
  { arn, attributes }: QueueRecord,
  message: MessageRecord,
  changes: Changes,
): boolean {
  if (attributes.RedrivePolicy === undefined) return false;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(attributes.RedrivePolicy) as {
    deadLetterTargetArn: string;
    maxReceiveCount: number | string;
  };
  if (message.receives < Number(maxReceiveCount) || !queues.records.has(deadLetterTargetArn)) return false;
  const dead = { ...message, queueArn: deadLetterTargetArn, receives: 0, deadFrom: arn, handle: undefined };
  queues.put(dead, changes);
  return true;
}

/** Resolves when a message comes, becomes visible, or the time is up. */
const nextChance = (queues: Queues, queue: QueueRecord, until: number): Promise<void> =>
  new Promise((resolve) => {
    atNextChance(queues, queue, resolve, until);
  });

/** Calls back once: when a message comes, becomes visible, or the time is up. Returns what ends the waiting. */
export function atNextChance(
  queues: Queues,
  queue: QueueRecord,
  callback: () => void,
  until = Number.POSITIVE_INFINITY,
): () => void {
  const { clock } = queues.deps;
  // One that is visible already came in since the caller looked.
  const soonest = queues.messagesIn(queue).reduce((least, { visibleAt }) => Math.min(least, visibleAt), until);
  const timer = soonest === Number.POSITIVE_INFINITY ? undefined : clock.at(soonest, () => wake());
  const end = (): void => {
    timer?.cancel();
    queues.waiting.delete(wake);
  };
  const wake = (): void => {
    end();
    callback();
  };
  queues.waiting.add(wake);
  return end;
}

/** A message as ReceiveMessage returns it, with the attributes that were asked for. */
export function described(
  message: MessageRecord,
  { MessageAttributeNames = [], MessageSystemAttributeNames = [], AttributeNames = [] }: ReceiveMessageCommandInput,
): Received {
  const isAsked = (names: readonly string[], name: string): boolean =>
    names.some(
      (each) =>
        each === name || each === 'All' || each === '.*' || (each.endsWith('.*') && name.startsWith(each.slice(0, -2))),
    );
  const chosen = <T>(from: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> | undefined => {
    const entries = Object.entries(from).filter(([name]) => isAsked(names, name));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  };
  const attributes = chosen(message.attributes ?? {}, MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle ?? '',
    Body: message.body,
    MD5OfBody: digestOfBody(message.body),
    Attributes: chosen(systemAttributes(message), [...MessageSystemAttributeNames, ...AttributeNames]),
    MessageAttributes: attributes,
    MD5OfMessageAttributes: digestOfAttributes(attributes),
  };
}

const systemAttributes = ({ sentAt, receives, firstReceivedAt, deadFrom }: MessageRecord): Record<string, string> => ({
  SentTimestamp: String(sentAt),
  ApproximateReceiveCount: String(receives),
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt ?? sentAt),
  ...(deadFrom === undefined ? {} : { DeadLetterQueueSourceArn: deadFrom }),
});
