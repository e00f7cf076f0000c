import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { OutputSettings } from '../../../core/config/replication/types';
import { scheduleRights } from '../../../core/rights/schedules';
import { RetryPolicy } from '../retry-policy';
import type { LocalRole } from '../roles';
import { isThere, unlessAbsent } from '../unless-there';
import type { OutputResources } from './resources';

/** The role of the schedule that starts the comparison. */
export const comparisonScheduleRole = (own: OutputResources, keyArn: string): Omit<LocalRole, 'owner'> => ({
  arn: own.schedule.roleArn,
  service: 'scheduler.amazonaws.com',
  permissions: scheduleRights({
    machine: own.machineOf('replicate-missing').machineArn,
    undelivered: own.undeliveredArn,
    key: keyArn,
  }),
});

/** Starts the comparison of an output by the clock, or no more. */
export async function deployComparisonSchedule(
  { name, backfill }: OutputSettings,
  own: OutputResources,
  timeZone: string,
  scheduler: SchedulerClient,
): Promise<void> {
  const { scheduleName: Name, roleArn: RoleArn } = own.schedule;
  if (backfill === 'off') {
    await unlessAbsent(scheduler.send(new DeleteScheduleCommand({ Name })));
    return;
  }
  const schedule = {
    Name,
    Description: `lakeferry: compares both sides of ${name}`,
    ScheduleExpression: backfill,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    State: 'ENABLED' as const,
    Target: {
      Arn: own.machineOf('replicate-missing').machineArn,
      RoleArn,
      Input: JSON.stringify({ output: name }),
      DeadLetterConfig: { Arn: own.undeliveredArn },
      RetryPolicy,
    },
  };
  try {
    await scheduler.send(new CreateScheduleCommand(schedule));
  } catch (error) {
    if (!isThere(error) && (error as Error).name !== 'ConflictException') throw error;
    await scheduler.send(new UpdateScheduleCommand(schedule));
  }
}
