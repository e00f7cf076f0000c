import { DescribeDeliveryStreamCommand, type FirehoseClient } from '@aws-sdk/client-firehose';
import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';

export interface DeliveringClients {
  readonly kinesis: Pick<KinesisClient, 'send'>;
  readonly firehose: Pick<FirehoseClient, 'send'>;
}

/** Since when changes are delivered, in milliseconds since the epoch; or a sentence that says why they are not. */
export type Delivering = { readonly since: number } | { readonly says: string };

/** A stream that is changed still takes and gives records. */
const AT_WORK: readonly (string | undefined)[] = ['ACTIVE', 'UPDATING'];

/** Looks at the stream and the delivery stream, which have one name. */
export async function deliveringSince(clients: DeliveringClients, name: string): Promise<Delivering> {
  const { kinesis, firehose } = clients;
  const stream = await unlessGone(kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name })));
  const summary = stream?.StreamDescriptionSummary;
  if (!AT_WORK.includes(summary?.StreamStatus))
    return {
      says: `The Kinesis stream ${name} is ${summary?.StreamStatus ?? 'not there'}: deploy its producer stack.`,
    };
  const delivery = await unlessGone(firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })));
  const description = delivery?.DeliveryStreamDescription;
  if (description?.DeliveryStreamStatus !== 'ACTIVE')
    return {
      says: `The delivery stream ${name} is ${description?.DeliveryStreamStatus ?? 'not there'}: deploy its producer stack.`,
    };
  const created = [summary?.StreamCreationTimestamp, description.CreateTimestamp].map((each) => each?.getTime() ?? 0);
  return { since: Math.max(...created) };
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
