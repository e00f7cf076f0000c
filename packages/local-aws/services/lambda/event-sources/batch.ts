import type { Received } from '../../sqs';

/** Of one invocation's payload. */
const MAX_PAYLOAD_BYTES = 6 * 1024 ** 2;

/** One element of `Records`, as Lambda hands an SQS message to a function. */
export const recordOf = (message: Received, queueArn: string): object => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  // without users, the account itself is the sender
  attributes: { ...message.Attributes, SenderId: queueArn.split(':')[4] },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  ),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: queueArn.split(':')[3],
});

/** Batches that each fit a payload, in the order of the messages. */
export function batchesOf(messages: readonly Received[]): readonly (readonly Received[])[] {
  const batches: Received[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const own = Buffer.byteLength(message.Body);
    if (bytes + own > MAX_PAYLOAD_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(message);
    bytes += own;
  }
  return batches;
}
