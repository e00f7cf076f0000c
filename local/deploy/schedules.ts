import { createHash } from 'node:crypto';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  paginateListSchedules,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Settings, SourceSettings } from '../../core/config/types';
import type { Place } from './resources';
import { RetryPolicy } from './retry-policy';

export interface ScheduleTarget {
  readonly machineArn: string;
  readonly roleArn: string;
  /** Queue. */
  readonly deadLetters: string;
}

const MAX_NAME_CHARS = 64;
const HASH_CHARS = 8;

/** Clusters that are exported live, by the clock. Schedules of sources that have none any more go. */
export async function deploySchedules(
  { sources, timeZone }: Pick<Settings, 'sources' | 'timeZone'>,
  place: Place,
  target: ScheduleTarget,
  scheduler: SchedulerClient,
): Promise<void> {
  const wanted = sources.flatMap((source) => scheduleOf(source, { timeZone, place, target }));
  const NamePrefix = place.names.deployed(PREFIX);
  const there = new Set<string>();
  for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, { NamePrefix })) {
    for (const { Name = '' } of Schedules) there.add(Name);
  }
  for (const input of wanted) {
    await scheduler.send(there.has(input.Name!) ? new UpdateScheduleCommand(input) : new CreateScheduleCommand(input));
  }
  for (const Name of there) {
    if (!wanted.some((each) => each.Name === Name)) await scheduler.send(new DeleteScheduleCommand({ Name }));
  }
}

const PREFIX = 'exports-live-';

/** CloudFormation makes up the name; here it is made of the source. */
function nameOf({ names }: Place, sourceId: string): string {
  const name = names.deployed(`${PREFIX}${sourceId}`);
  if (name.length <= MAX_NAME_CHARS) return name;
  const hash = createHash('sha256').update(sourceId).digest('hex').slice(0, HASH_CHARS);
  return `${name.slice(0, MAX_NAME_CHARS - HASH_CHARS - 1)}-${hash}`;
}

function scheduleOf(
  { id, trigger }: SourceSettings,
  given: { readonly timeZone: string; readonly place: Place; readonly target: ScheduleTarget },
): CreateScheduleCommandInput[] {
  if (!('schedule' in trigger)) return [];
  const { timeZone, place, target } = given;
  const sourceArn = `arn:${place.partition}:rds:${place.region}:${place.accountId}:cluster:${id}`;
  // the planned time, not the actual one: a repeated delivery is the same request
  const Input = JSON.stringify({ source: 'lakeferry', sourceArn, scheduledTime: '<aws.scheduler.scheduled-time>' });
  return [
    {
      Name: nameOf(place, id),
      Description: `lakeferry: exports the live cluster ${id}`,
      ScheduleExpression: trigger.schedule,
      ScheduleExpressionTimezone: timeZone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: target.machineArn,
        RoleArn: target.roleArn,
        Input,
        DeadLetterConfig: { Arn: target.deadLetters },
        RetryPolicy,
      },
    },
  ];
}
