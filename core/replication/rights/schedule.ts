import { encryptWith } from '../../rights/key-use';
import type { Permission } from '../../rights/permission';

/** ARNs of what starts, of where a start goes that could not be delivered, and of the key of that queue. */
export interface ComparisonScheduleRightsProps {
  readonly machine: string;
  readonly undelivered: string;
  readonly eventsKey: string;
}

/** Of the role of an output's schedule. It writes to the dead-letter queue itself, under its key. */
export const comparisonScheduleRights = (props: ComparisonScheduleRightsProps): Permission[] => [
  { actions: ['states:StartExecution'], resources: [props.machine] },
  { actions: ['sqs:SendMessage'], resources: [props.undelivered] },
  encryptWith(props.eventsKey),
];
