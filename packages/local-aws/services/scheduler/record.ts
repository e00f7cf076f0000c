import type { CreateScheduleCommandInput, Target } from '@aws-sdk/client-scheduler';
import type { Timing } from './expression';

/** One schedule, as it is stored. Times are milliseconds since the epoch. */
export interface ScheduleRecord {
  readonly arn: string;
  readonly account: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The last time that was due; absent before the first. */
  readonly dueAfter?: number;
  readonly settings: Pick<
    CreateScheduleCommandInput,
    'Description' | 'FlexibleTimeWindow' | 'ActionAfterCompletion'
  > & {
    readonly Name: string;
    readonly GroupName: string;
    readonly ScheduleExpression: string;
    readonly ScheduleExpressionTimezone: string;
    readonly State: 'ENABLED' | 'DISABLED';
    readonly StartDate?: number;
    readonly EndDate?: number;
    readonly Target: Target & { readonly Arn: string; readonly RoleArn: string };
  };
}

export const timingOf = ({ createdAt, settings }: ScheduleRecord): Timing => ({
  expression: settings.ScheduleExpression,
  timeZone: settings.ScheduleExpressionTimezone,
  startDate: settings.StartDate,
  endDate: settings.EndDate,
  createdAt,
});
