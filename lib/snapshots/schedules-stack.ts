import type { Construct } from 'constructs';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import { ExportSchedules, type ExportSchedulesProps } from './export-schedules';

export interface SchedulesStackProps extends LakeferryStackProps, ExportSchedulesProps {
  /** From 2 on: the first schedules stand in the snapshots' stack itself. */
  readonly number: number;
}

/**
 * Schedules that have no room in the snapshots' stack. Their names are CloudFormation's, so one that moves meets none:
 * it is deleted there and made here within a deployment.
 */
export class SchedulesStack extends LakeferryStack {
  constructor(
    scope: Construct,
    { settings, sources, machine, deadLetters, key, timeZone, number, ...props }: SchedulesStackProps,
  ) {
    super(scope, `schedules-${number}`, { settings, description: 'lakeferry: schedules of exports', ...props });
    new ExportSchedules(this, 'ExportSchedules', { sources, machine, deadLetters, key, timeZone });
  }
}
