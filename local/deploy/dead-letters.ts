import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalResources, Place } from './resources';

/** Of what could not start export-snapshot. */
export const UNDELIVERED_TRIGGERS = 'undelivered-triggers';

const RETENTION_SECONDS = 14 * 86_400;

export const deadLetterArn = ({ partition, region, accountId, names }: Place, name: string): string =>
  `arn:${partition}:sqs:${region}:${accountId}:${names.deployed(name)}`;

/** A queue of what these rules could not deliver. Returns its ARN. */
export async function deployDeadLetters(
  name: string,
  rules: readonly string[],
  place: Place,
  { resources, sqs }: { readonly resources: LocalResources; readonly sqs: SQSClient },
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
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource,
      Condition: { ArnEquals: { 'aws:SourceArn': rules } },
    },
  ],
});
