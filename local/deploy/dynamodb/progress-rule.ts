import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { PROGRESS_MINUTES } from '../../../core/dynamodb/names';
import { unlessAbsent } from '../unless-there';
import type { ProducerResources } from './resources';

const TARGET = 'Target0';

/** Has `tell-progress` run by the clock. */
export async function deployProgressRule(
  { name }: ProducerSettings,
  { progressName: Name, progressArn: Arn }: ProducerResources,
  events: EventBridgeClient,
): Promise<void> {
  const Description = `lakeferry: how far the delivery of ${name} is`;
  const ScheduleExpression = `rate(${PROGRESS_MINUTES} minutes)`;
  await events.send(new PutRuleCommand({ Name, Description, ScheduleExpression }));
  const RetryPolicy = { MaximumRetryAttempts: 0 };
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: TARGET, Arn, RetryPolicy }] }));
}

export async function removeProgressRule(Name: string, events: EventBridgeClient): Promise<void> {
  await unlessAbsent(events.send(new RemoveTargetsCommand({ Rule: Name, Ids: [TARGET] })));
  await unlessAbsent(events.send(new DeleteRuleCommand({ Name })));
}
