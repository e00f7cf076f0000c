import { DeleteRuleCommand, type EventBridgeClient, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { IAMClient } from '@aws-sdk/client-iam';
import {
  DeleteEventSourceMappingCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { DeleteStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import {
  DeleteTopicCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { OUTPUT_MACHINES } from '../../../core/machines';
import type { DurableMap } from '../../../packages/local-aws/store';
import { removeQueue } from '../dead-letters';
import { removeRole } from '../roles';
import { unlessAbsent } from '../unless-there';
import { OUTPUT_FUNCTIONS, type OutputResources } from './resources';
import { RULE_TARGET } from './source';

/** What an earlier deployment made for an output. */
export interface DeployedOutput extends ToRemove {
  readonly installation: string;
  readonly parameter: string;
}

interface ToRemove extends Pick<OutputResources, 'topicArn' | 'queueArn' | 'failedArn' | 'undeliveredArn'> {
  readonly roleArns: readonly string[];
  readonly machineArns: readonly string[];
  readonly scheduleName: string;
}

/** What of an output's resources a later deployment may have to take away. */
export function toRemove(own: OutputResources): ToRemove {
  const { topicArn, queueArn, failedArn, undeliveredArn, functionOf, machineOf, schedule } = own;
  const machines = OUTPUT_MACHINES.map(machineOf);
  return {
    ...{ topicArn, queueArn, failedArn, undeliveredArn },
    roleArns: [...OUTPUT_FUNCTIONS.map(functionOf), ...machines, schedule].map(({ roleArn }) => roleArn),
    machineArns: machines.map(({ machineArn }) => machineArn),
    scheduleName: schedule.scheduleName,
  };
}

export interface LeftOutputClients {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly lambda: LambdaClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
  /** Policies of roles as earlier deployments made them. */
  readonly roles: DurableMap<string>;
  /** By queue: an output's name is its own. */
  readonly outputs: DurableMap<DeployedOutput>;
}

/**
 * Takes away what only an earlier configuration asked for, as CloudFormation does with its stacks: outputs, and topics
 * of replications. Receipts and what the destination's owner has stay.
 */
export async function removeLeftOutputs(
  installation: string,
  wanted: readonly OutputResources[],
  clients: LeftOutputClients,
): Promise<void> {
  const own = clients.outputs.values().filter((each) => each.installation === installation);
  const topics = new Set(own.map(({ topicArn }) => topicArn));
  for (const topic of topics) if (!wanted.some(({ topicArn }) => topicArn === topic)) await removeTopic(topic, clients);
  for (const before of own) {
    const now = wanted.find(({ queueArn }) => queueArn === before.queueArn);
    if (now?.topicArn !== before.topicArn) await unlessAbsent(unsubscribe(before, clients.sns));
    if (now === undefined) await removeOutput(before, clients);
    else await removeLeftParts(now, clients);
  }
}

/** What an output had while it converted. */
async function removeLeftParts(own: OutputResources, clients: LeftOutputClients): Promise<void> {
  const { machines, functions, machineOf, functionOf } = own;
  for (const machine of OUTPUT_MACHINES.filter((each) => !machines.includes(each))) {
    const { machineArn: stateMachineArn, roleArn } = machineOf(machine);
    await clients.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await removeRole(roleArn, clients.iam, clients.roles);
  }
  for (const name of OUTPUT_FUNCTIONS.filter((each) => !functions.includes(each))) {
    await removeRole(functionOf(name).roleArn, clients.iam, clients.roles);
  }
}

async function unsubscribe({ topicArn: TopicArn, queueArn }: DeployedOutput, client: SNSClient): Promise<void> {
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    for (const { Endpoint, SubscriptionArn } of Subscriptions)
      if (Endpoint === queueArn) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  }
}

async function removeOutput(output: DeployedOutput, clients: LeftOutputClients): Promise<void> {
  const { lambda, sqs, ssm, sfn, scheduler, outputs } = clients;
  const { queueArn, failedArn, undeliveredArn, parameter: Name, roleArns, machineArns } = output;
  await unlessAbsent(scheduler.send(new DeleteScheduleCommand({ Name: output.scheduleName })));
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: queueArn }),
  );
  for (const { UUID } of EventSourceMappings) await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
  for (const arn of [queueArn, failedArn, undeliveredArn]) await removeQueue(arn, sqs);
  await unlessAbsent(ssm.send(new DeleteParameterCommand({ Name })));
  for (const stateMachineArn of machineArns) await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  for (const arn of roleArns) await removeRole(arn, clients.iam, clients.roles);
  await outputs.delete(queueArn);
}

/** A rule for a bucket's events is called as the topic that it publishes to. */
async function removeTopic(TopicArn: string, { sns, events }: LeftOutputClients): Promise<void> {
  const Name = TopicArn.split(':').at(-1);
  await unlessAbsent(events.send(new RemoveTargetsCommand({ Rule: Name, Ids: [RULE_TARGET] })));
  await events.send(new DeleteRuleCommand({ Name }));
  await sns.send(new DeleteTopicCommand({ TopicArn }));
}
