import { DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { OutputSettings } from '../../../core/config/replication/types';
import { scheduleRights, scheduleTrust } from '../../../core/rights/schedules';
import type { Place } from '../resources';
import type { LocalRole } from '../roles';
import { putSchedule } from '../schedules';
import { unlessAbsent } from '../unless-there';
import type { OutputResources } from './resources';

/** The role of the schedule that starts the comparison. */
export const comparisonScheduleRole = (
  own: OutputResources,
  { accountId }: Place,
  keyArn: string,
): Omit<LocalRole, 'owner'> => ({
  arn: own.schedule.roleArn,
  service: 'scheduler.amazonaws.com',
  trustedIf: scheduleTrust(accountId),
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
  const { scheduleName, roleArn } = own.schedule;
  if (backfill === 'off') {
    await unlessAbsent(scheduler.send(new DeleteScheduleCommand({ Name: scheduleName })));
    return;
  }
  const schedule = {
    ...{ name: scheduleName, description: `lakeferry: compares both sides of ${name}`, expression: backfill, timeZone },
    ...{ machineArn: own.machineOf('replicate-missing').machineArn, roleArn, deadLetters: own.undeliveredArn },
    input: { output: name },
  };
  await putSchedule(schedule, scheduler);
}
