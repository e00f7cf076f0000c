import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { inBackground } from '../../background';
import { type ServiceDependencies, ServiceError } from '../../service';
import { Changes, DurableMap } from '../../store';
import { numberOf, type QueueAttributes } from './attributes';

export interface QueueRecord {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly attributes: QueueAttributes;
}

export interface MessageRecord {
  readonly id: string;
  readonly queueArn: string;
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  readonly sentAt: number;
  /** Not received before. */
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt?: number;
  /** Of the last time it was received. */
  readonly handle?: string;
  /** The queue that gave it up. */
  readonly deadFrom?: string;
}

export type Received = Required<Pick<Message, 'MessageId' | 'ReceiptHandle' | 'Body'>> & Message;

type Dependencies = Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region'>;

/** Queues and their messages, durable. */
export class Queues {
  /** Called when a message comes in. */
  readonly waiting = new Set<() => void>();

  private constructor(
    readonly deps: Dependencies,
    readonly records: DurableMap<QueueRecord>,
    readonly messages: DurableMap<MessageRecord>,
  ) {}

  static async load(deps: Dependencies): Promise<Queues> {
    const { store } = deps;
    return new Queues(deps, await DurableMap.load(store, 'sqs-queues'), await DurableMap.load(store, 'sqs-messages'));
  }

  arnOf(accountId: string, name: string): string {
    return `arn:${this.deps.partition}:sqs:${this.deps.region}:${accountId}:${name}`;
  }

  /** By URL or ARN. Throws QueueDoesNotExist. */
  find(urlOrArn: string | undefined): QueueRecord {
    const [account = '', name = ''] = urlOrArn?.split('/').slice(-2) ?? [];
    const found = this.records.get(urlOrArn ?? '') ?? this.records.get(this.arnOf(account, name));
    if (found === undefined)
      throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.', { status: 400 });
    return found;
  }

  /** Queues whose redrive policy names this one. */
  sourcesOf(deadLetterArn: string): QueueRecord[] {
    return this.records.values().filter(({ attributes: { RedrivePolicy } }) => {
      if (RedrivePolicy === undefined) return false;
      return (JSON.parse(RedrivePolicy) as { deadLetterTargetArn: string }).deadLetterTargetArn === deadLetterArn;
    });
  }

  /** Those that have not expired. */
  messagesIn({ arn, attributes }: QueueRecord): MessageRecord[] {
    const since = this.deps.clock.now() - numberOf(attributes, 'MessageRetentionPeriod') * 1000;
    return this.messages.values().filter(({ queueArn, sentAt }) => queueArn === arn && sentAt > since);
  }

  /** Wakes who waits for messages once the change is made. */
  put(message: MessageRecord, changes: Changes): void {
    changes.set(this.messages, message.id, message);
    inBackground('sqs', async () => {
      await changes.made;
      for (const wake of [...this.waiting]) wake();
    });
  }

  /** Changes several messages and queues in one piece. */
  change<R>(change: (changes: Changes) => R): Promise<Awaited<R>> {
    return Changes.together(this.deps.store, change);
  }

  /** Throws ReceiptHandleIsInvalid for a handle that was never given out; undefined for a message that is gone. */
  byHandle({ arn }: QueueRecord, handle = ''): MessageRecord | undefined {
    const [id = '', receipt] = handle.split('.');
    if (receipt === undefined)
      throw new ServiceError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${handle}" is not a valid receipt handle.`,
      );
    const found = this.messages.get(id);
    return found?.queueArn === arn ? found : undefined;
  }

  async delete({ arn }: QueueRecord): Promise<void> {
    await this.change((changes) => {
      for (const { id, queueArn } of this.messages.values()) if (queueArn === arn) changes.delete(this.messages, id);
      changes.delete(this.records, arn);
    });
  }
}
