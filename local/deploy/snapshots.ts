import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../core/config/types';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import { deployDeadLetters, UNDELIVERED_TRIGGERS } from './dead-letters';
import type { LocalResources, Place } from './resources';
import { RetryPolicy } from './retry-policy';
import { deploySchedules } from './schedules';

export interface SnapshotsClients {
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly scheduler: SchedulerClient;
}

/** What starts the branch, as its stack makes it. */
export async function deploySnapshots(
  settings: Settings,
  place: Place,
  resources: LocalResources,
  { events, sqs, scheduler }: SnapshotsClients,
): Promise<void> {
  const { machines, roles } = resources;
  const patterns = snapshotEventPatterns(settings.sources);
  const rules = patterns.map((_pattern, i) => place.names.deployed(`snapshot-created-${i + 1}`));
  const deadLetters = await deployDeadLetters(UNDELIVERED_TRIGGERS, rules, place, { resources, sqs });
  const target = {
    Id: 'Target0',
    Arn: machines['export-snapshot'],
    RoleArn: roles.events,
    RetryPolicy,
    DeadLetterConfig: { Arn: deadLetters },
  };
  for (const [i, pattern] of patterns.entries()) {
    const Name = rules[i];
    const Description = 'lakeferry: a snapshot can be exported';
    await events.send(new PutRuleCommand({ Name, Description, EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [target] }));
  }
  await deploySchedules(
    settings,
    place,
    { machineArn: machines['export-snapshot'], roleArn: roles.schedules, deadLetters },
    scheduler,
  );
}
