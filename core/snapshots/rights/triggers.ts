import { encryptWith } from '../../rights/key-use';
import type { Permission } from '../../rights/permission';

/** ARNs of what a schedule or an event starts, and of where it goes if that fails. */
export interface TriggerRightsProps {
  readonly machine: string;
  readonly deadLetters: string;
  readonly key: string;
}

/** Of the role of the schedules. They write to the dead-letter queue themselves, under its key. */
export const scheduleRights = ({ machine, deadLetters, key }: TriggerRightsProps): Permission[] => [
  { actions: ['states:StartExecution'], resources: [machine] },
  { actions: ['sqs:SendMessage'], resources: [deadLetters] },
  encryptWith(key),
];
