import {
  CreateEventSourceMappingCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { destinationParameter } from '../../../core/replication/names';
import { VISIBILITY_SECONDS } from '../../../core/replication/work-limits';
import type { Place } from '../resources';
import type { LocalOutput, OutputResources } from './resources';

export interface OutputClients {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly lambda: LambdaClient;
}

const RETENTION_SECONDS = { work: 4 * 86_400, dead: 14 * 86_400 };
const MAX_RECEIVES = 8;

/** What the output stack makes besides its function and role: queues, subscription, parameter, mapping. */
export async function deployOutput(
  { output }: LocalOutput,
  resources: OutputResources,
  place: Place,
  { sns, sqs, ssm, lambda }: OutputClients,
): Promise<void> {
  const { queueArn, failedArn, undeliveredArn, topicArn } = resources;
  const { functionName } = resources.functionOf('replicate-object');
  const fromTopic = (arn: string): string => queuePolicy(arn, topicArn);
  const dead = { MessageRetentionPeriod: String(RETENTION_SECONDS.dead) };
  await deployQueue(sqs, failedArn, { ...dead, Policy: queuePolicy(failedArn) });
  await deployQueue(sqs, undeliveredArn, { ...dead, Policy: fromTopic(undeliveredArn) });
  await deployQueue(sqs, queueArn, {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    MessageRetentionPeriod: String(RETENTION_SECONDS.work),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: failedArn, maxReceiveCount: MAX_RECEIVES }),
    Policy: fromTopic(queueArn),
  });
  const Attributes = {
    RawMessageDelivery: 'true',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: undeliveredArn }),
  };
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes }));
  const { bucket, prefix, account, region, keyArn } = output.destination;
  const Value = JSON.stringify({ bucket, prefix, account, region, keyArn });
  const Name = destinationParameter(place.names.prefix, output.name);
  const Description = `lakeferry: destination of the output ${output.name}`;
  await ssm.send(new PutParameterCommand({ Name, Description, Type: 'String', Value, Overwrite: true }));
  await deployMapping(lambda, functionName, queueArn, output.maxConcurrency);
}

async function deployQueue(sqs: SQSClient, arn: string, Attributes: Record<string, string>): Promise<void> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: arn.split(':').at(-1) }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

async function deployMapping(
  lambda: LambdaClient,
  FunctionName: string,
  EventSourceArn: string,
  MaximumConcurrency: number,
): Promise<void> {
  const settings = {
    FunctionName,
    FunctionResponseTypes: ['ReportBatchItemFailures' as const],
    ScalingConfig: { MaximumConcurrency },
  };
  const { EventSourceMappings: [present] = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName, EventSourceArn }),
  );
  await (present === undefined
    ? lambda.send(new CreateEventSourceMappingCommand({ ...settings, EventSourceArn }))
    : lambda.send(new UpdateEventSourceMappingCommand({ ...settings, UUID: present.UUID })));
}

/** Nobody reaches the queue without TLS; only what the topic publishes may come in. */
function queuePolicy(Resource: string, topicArn?: string): string {
  const withoutTls = {
    ...{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const fromTopic = {
    ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource },
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  const Statement = topicArn === undefined ? [withoutTls] : [withoutTls, fromTopic];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
