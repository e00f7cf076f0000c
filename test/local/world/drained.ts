import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type localOutputs, outputResources } from '../../../local/deploy/replication/resources';
import type { Runtime } from '../../../local/runtime';

/** Waits until the queue of an output holds nothing; returns how many messages were given up. */
export async function drained(runtime: Runtime, output: ReturnType<typeof localOutputs>[number]): Promise<number> {
  const { queueArn, failedArn } = outputResources(output, runtime.place, runtime.resources);
  const sqs = new SQSClient(runtime.clientConfig());
  const depth = async (QueueUrl: string): Promise<number> => {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  };
  while ((await depth(queueArn)) > 0) await new Promise(setImmediate);
  return depth(failedArn);
}
