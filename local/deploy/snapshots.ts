import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings, SourceSettings } from '../../core/config/types';
import { snapshotEventPatterns } from '../../core/snapshots/events';
import { deployDeadLetters, UNDELIVERED_TRIGGERS } from './dead-letters';
import type { LocalResources, Place } from './resources';
import { RetryPolicy } from './retry-policy';
import { type LocalSchedule, putSchedules, scheduleName } from './schedules';

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

type ScheduleTarget = Pick<LocalSchedule, 'machineArn' | 'roleArn' | 'deadLetters'>;

const PREFIX = 'exports-live-';

/** Clusters that are exported live, by the clock. Schedules of sources that have none any more go. */
async function deploySchedules(
  { sources, timeZone }: Pick<Settings, 'sources' | 'timeZone'>,
  place: Place,
  target: ScheduleTarget,
  scheduler: SchedulerClient,
): Promise<void> {
  const wanted = sources.flatMap((source) => scheduleOf(source, { timeZone, place, target }));
  await putSchedules(PREFIX, wanted, place, scheduler);
}

function scheduleOf(
  { id, trigger }: SourceSettings,
  given: { readonly timeZone: string; readonly place: Place; readonly target: ScheduleTarget },
): LocalSchedule[] {
  if (!('schedule' in trigger)) return [];
  const { timeZone, place, target } = given;
  const sourceArn = `arn:${place.partition}:rds:${place.region}:${place.accountId}:cluster:${id}`;
  return [
    {
      ...{ ...target, timeZone, name: scheduleName(place, PREFIX, id), expression: trigger.schedule },
      description: `lakeferry: exports the live cluster ${id}`,
      // the planned time, not the actual one: a repeated delivery is the same request
      input: { source: 'lakeferry', sourceArn, scheduledTime: '<aws.scheduler.scheduled-time>' },
    },
  ];
}
