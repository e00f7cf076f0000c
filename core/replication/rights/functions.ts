import { machinesOf, outputMachine } from '../../machines';
import { onBucket, onLedger, onObjects } from '../../rights/data';
import { STANDARD_EXECUTIONS } from '../../rights/machines';
import { arnIn, type Permission } from '../../rights/permission';
import { workFolder } from '../names';
import { destinationAccess, sourceReading, underTheLakesKey } from './access';
import type { OutputRightsProps } from './rights-props';

const onReceipts = ({ replicationTable }: OutputRightsProps, ...actions: string[]): Permission =>
  onLedger(replicationTable, ...actions);

const onWork = ({ workBucket, output }: OutputRightsProps, ...actions: string[]): Permission[] => [
  onObjects(workBucket, workFolder(output.name), 'Executions name the files.', ...actions),
  ...(actions.includes('GetObject') ? [onBucket(workBucket, 'ListBucket')] : []),
];

/** Copying one object: both sides, and its receipt. */
const copying = (props: OutputRightsProps): Permission[] => [
  ...destinationAccess(props),
  ...sourceReading(props),
  onReceipts(props, 'GetItem', 'PutItem'),
  underTheLakesKey(props),
];

/** Starting machines of the same output. ARNs. */
export const starting = (machines: readonly string[]): Permission[] =>
  machines.length === 0 ? [] : [{ actions: ['states:StartExecution'], resources: machines }];

/** Whether an execution that holds a claim still works at it. */
const describingExecutions = ({ place, names, output }: OutputRightsProps): Permission => ({
  actions: ['states:DescribeExecution'],
  resources: machinesOf(output)
    .filter((machine) => machine !== 'replicate-missing')
    .map((machine) => arnIn(place, 'states', `execution:${names.deployed(outputMachine(machine, output.name))}:*`)),
  because: 'Executions are named by the hashes of their objects.',
  findings: STANDARD_EXECUTIONS,
});

/** Of replicate-object. Lambda's service takes messages from the queue and deletes them in its name. */
export const replicateObjectRights = (props: OutputRightsProps): Permission[] => [
  ...copying(props),
  {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    resources: [props.queue],
  },
  { actions: ['kms:Decrypt'], resources: [props.eventsKey] },
  describingExecutions(props),
];

/** Of open-upload: it lists what is to be sent. */
export const openUploadRights = (props: OutputRightsProps): Permission[] => [
  ...copying(props),
  ...onWork(props, 'PutObject', 'AbortMultipartUpload'),
];

/** Of copy-parts. */
export const copyPartsRights = copying;

/** Of complete-upload. */
export const completeUploadRights = copying;

/** Of plan-comparison: pages of the source are looked at. */
export const planComparisonRights = (props: OutputRightsProps): Permission[] => [
  ...sourceReading(props),
  ...onWork(props, 'PutObject', 'AbortMultipartUpload'),
  underTheLakesKey(props),
];

/** Of compare-range: both sides are listed, and receipts are read beside them. */
export const compareRangeRights = (props: OutputRightsProps): Permission[] => [
  ...destinationAccess(props),
  ...sourceReading(props),
  onReceipts(props, 'GetItem', 'Query'),
  describingExecutions(props),
  ...onWork(props, 'PutObject', 'AbortMultipartUpload'),
  underTheLakesKey(props),
];

/** Of replicate-batch. */
export const replicateBatchRights = (props: OutputRightsProps): Permission[] => [
  ...copying(props),
  ...onWork(props, 'GetObject', 'PutObject'),
  describingExecutions(props),
];

/** Of report-comparison. */
export const reportComparisonRights = (props: OutputRightsProps): Permission[] => [
  ...onWork(props, 'GetObject', 'PutObject', 'AbortMultipartUpload'),
  underTheLakesKey(props),
];

/** Of convert-parquet. */
export const convertParquetRights = copying;
