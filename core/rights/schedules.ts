import type { Permission } from './permission';

/** ARNs of what starts, of where a start goes that could not be delivered, and of the key of that queue. */
export interface ScheduleRightsProps {
  readonly machine: string;
  readonly undelivered: string;
  readonly key: string;
}

/** Of the role of schedules that start a machine. It writes to the dead-letter queue itself, under its key. */
export const scheduleRights = ({ machine, undelivered, key }: ScheduleRightsProps): Permission[] => [
  { actions: ['states:StartExecution'], resources: [machine] },
  { actions: ['sqs:SendMessage'], resources: [undelivered] },
  { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key] },
];

/** Scheduler names the account of a schedule when it assumes a role: schedules of other accounts may not use it. */
export const scheduleTrust = (accountId: string) => ({ StringEquals: { 'aws:SourceAccount': accountId } });
