import { DescribeDeliveryStreamCommand, type FirehoseClient } from '@aws-sdk/client-firehose';

/** Nobody reads the stream: what is written into it once more would be left there, and noted as delivered. */
export class NothingDeliversError extends Error {
  override readonly name = 'NothingDeliversError';
  constructor(deliveryStream: string, status: string, stack: string) {
    super(
      `The delivery stream ${deliveryStream} is ${status}, so nothing delivers what is written into the stream. ` +
        `Deploy it first: npx cdk deploy ${stack} --import-existing-resources`,
    );
  }
}

/** Firehose begins with what arrives after it is active. Throws {@link NothingDeliversError}. */
export async function requireDelivery(firehose: FirehoseClient, name: string, stack: string): Promise<void> {
  const status = await deliveryStatus(firehose, name);
  if (status !== 'ACTIVE') throw new NothingDeliversError(name, status, stack);
}

/** Firehose's word, or `not there`. */
export async function deliveryStatus(firehose: FirehoseClient, DeliveryStreamName: string): Promise<string> {
  try {
    const { DeliveryStreamDescription: its } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
    );
    return its!.DeliveryStreamStatus!;
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    return 'not there';
  }
}
