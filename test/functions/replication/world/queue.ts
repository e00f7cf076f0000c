import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

const LONGEST_POLL_SECONDS = 20;

/** A queue with its dead-letter queue, and what Lambda's poller does with it. */
export class PolledQueue {
  private constructor(
    readonly sqs: SQSClient,
    readonly url: string,
    readonly deadUrl: string,
  ) {}

  static async create(sqs: SQSClient, name: string): Promise<PolledQueue> {
    const { QueueUrl: deadUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead` }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['QueueArn'] }),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes!.QueueArn, maxReceiveCount: 8 });
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '960', RedrivePolicy } }),
    );
    return new PolledQueue(sqs, QueueUrl!, deadUrl!);
  }

  async send(...bodies: readonly string[]): Promise<void> {
    for (const MessageBody of bodies) {
      await this.sqs.send(new SendMessageCommand({ QueueUrl: this.url, MessageBody }));
    }
  }

  /** One batch, waiting in virtual time. */
  async receive(most = 10): Promise<SQSEvent> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: LONGEST_POLL_SECONDS,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return {
      Records: Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
        messageId: MessageId!,
        receiptHandle: ReceiptHandle!,
        body: Body!,
        attributes: Attributes as unknown as SQSRecord['attributes'],
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: this.url,
        awsRegion: 'eu-west-1',
      })),
    };
  }

  /** Deletes what a handler did not name as failed. */
  async settle({ Records }: SQSEvent, { batchItemFailures }: SQSBatchResponse): Promise<void> {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of Records) {
      if (failed.has(messageId)) continue;
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receiptHandle }));
    }
  }

  /** Messages in the queue, seen or not, and in the dead-letter queue. */
  async depth(): Promise<{ readonly waiting: number; readonly dead: number }> {
    return { waiting: await this.#count(this.url), dead: await this.#count(this.deadUrl) };
  }

  async #count(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: seen, ApproximateNumberOfMessagesNotVisible: taken } = Attributes;
    return Number(seen) + Number(taken);
  }
}
