import { onLedger } from '../../rights/data';
import type { Permission } from '../../rights/permission';
import { destinationAccess, sourceReading, underTheLakesKey } from './access';
import type { OutputRightsProps } from './rights-props';

const onReceipts = ({ replicationTable }: OutputRightsProps, ...actions: string[]): Permission =>
  onLedger(replicationTable, ...actions);

/** Copying one object: both sides, and its receipt. */
const copying = (props: OutputRightsProps): Permission[] => [
  ...destinationAccess(props),
  ...sourceReading(props),
  onReceipts(props, 'GetItem', 'PutItem'),
  underTheLakesKey(props),
];

/** Of replicate-object. Lambda's service takes messages from the queue and deletes them in its name. */
export const replicateObjectRights = (props: OutputRightsProps): Permission[] => [
  ...copying(props),
  {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    resources: [props.queue],
  },
  { actions: ['kms:Decrypt'], resources: [props.eventsKey] },
];
