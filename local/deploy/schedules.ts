import { createHash } from 'node:crypto';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  paginateListSchedules,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Place } from './resources';
import { RetryPolicy } from './retry-policy';

/** Starts a machine by the clock. */
export interface LocalSchedule {
  readonly name: string;
  readonly description: string;
  /** `rate(…)` or `cron(…)`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly machineArn: string;
  readonly roleArn: string;
  /** Queue. */
  readonly deadLetters: string;
  readonly input: object;
}

const MAX_NAME_CHARS = 64;
const HASH_CHARS = 8;

/** CloudFormation makes up the names of schedules; here each is made of what it is for. */
export function scheduleName({ names }: Pick<Place, 'names'>, prefix: string, of: string): string {
  const name = names.deployed(`${prefix}${of}`);
  if (name.length <= MAX_NAME_CHARS) return name;
  const hash = createHash('sha256').update(of).digest('hex').slice(0, HASH_CHARS);
  return `${name.slice(0, MAX_NAME_CHARS - HASH_CHARS - 1)}-${hash}`;
}

/** Those of an installation whose names begin so. The others that do are of an earlier deployment, and go. */
export async function putSchedules(
  prefix: string,
  wanted: readonly LocalSchedule[],
  place: Pick<Place, 'names'>,
  scheduler: SchedulerClient,
): Promise<void> {
  await removeOtherSchedules(prefix, wanted, place, scheduler);
  for (const each of wanted) await putSchedule(each, scheduler);
}

/** Takes away those whose names begin so, but for the ones that are wanted. */
export async function removeOtherSchedules(
  prefix: string,
  wanted: readonly Pick<LocalSchedule, 'name'>[],
  { names }: Pick<Place, 'names'>,
  scheduler: SchedulerClient,
): Promise<void> {
  const there: string[] = [];
  const begins = { NamePrefix: names.deployed(prefix) };
  for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, begins)) {
    for (const { Name = '' } of Schedules) there.push(Name);
  }
  for (const Name of there) {
    if (!wanted.some(({ name }) => name === Name)) await scheduler.send(new DeleteScheduleCommand({ Name }));
  }
}

/** Makes it, or brings it up to date. */
export async function putSchedule(schedule: LocalSchedule, scheduler: SchedulerClient): Promise<void> {
  const input = {
    Name: schedule.name,
    Description: schedule.description,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    State: 'ENABLED' as const,
    Target: {
      Arn: schedule.machineArn,
      RoleArn: schedule.roleArn,
      Input: JSON.stringify(schedule.input),
      DeadLetterConfig: { Arn: schedule.deadLetters },
      RetryPolicy,
    },
  };
  try {
    await scheduler.send(new CreateScheduleCommand(input));
  } catch (error) {
    if ((error as Error).name !== 'ConflictException') throw error;
    await scheduler.send(new UpdateScheduleCommand(input));
  }
}
