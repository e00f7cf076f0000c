import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalResources, Place } from './resources';
import { unlessAbsent } from './unless-there';

/** Of what could not start export-snapshot. */
export const UNDELIVERED_TRIGGERS = 'undelivered-triggers';

const RETENTION_SECONDS = 14 * 86_400;

export const deadLetterArn = ({ partition, region, accountId, names }: Place, name: string): string =>
  `arn:${partition}:sqs:${region}:${accountId}:${names.deployed(name)}`;

/** A queue of what these rules, or schedules by their roles, could not deliver. Returns its ARN. */
export async function deployDeadLetters(
  name: string,
  rules: readonly string[],
  place: Place,
  { resources, sqs }: { readonly resources: Pick<LocalResources, 'keyArn'>; readonly sqs: SQSClient },
): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: place.names.deployed(name) }));
  const arn = deadLetterArn(place, name);
  const Attributes = {
    KmsMasterKeyId: resources.keyArn,
    MessageRetentionPeriod: String(RETENTION_SECONDS),
    Policy: JSON.stringify(
      queuePolicy(
        arn,
        rules.map((rule) => ruleArn(place, rule)),
      ),
    ),
  };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  return arn;
}

/** Takes a queue away, if it is there. */
export async function removeQueue(arn: string, sqs: SQSClient): Promise<void> {
  const remove = async (): Promise<void> => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.split(':').at(-1) }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  };
  await unlessAbsent(remove());
}

const ruleArn = ({ partition, region, accountId }: Place, rule: string): string =>
  `arn:${partition}:events:${region}:${accountId}:rule/${rule}`;

const queuePolicy = (Resource: string, rules: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    ...(rules.length === 0
      ? []
      : [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource,
            Condition: { ArnEquals: { 'aws:SourceArn': rules } },
          },
        ]),
  ],
});
