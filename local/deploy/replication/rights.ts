import {
  compareRangeRights,
  completeUploadRights,
  convertParquetRights,
  copyPartsRights,
  openUploadRights,
  planComparisonRights,
  replicateBatchRights,
  replicateObjectRights,
  reportComparisonRights,
  starting,
} from '../../../core/replication/rights/functions';
import type { OutputRightsProps } from '../../../core/replication/rights/rights-props';
import type { Permission } from '../../../core/rights/permission';
import type { LocalResources, Place } from '../resources';
import type { LocalRole } from '../roles';
import type { LocalOutput, OutputFunctionName, OutputResources } from './resources';

/** What the rights of an output are about. */
export function outputRightsProps(
  { replication, output }: LocalOutput,
  own: OutputResources,
  place: Place,
  resources: LocalResources,
): OutputRightsProps {
  const { partition, region, accountId } = place;
  return {
    ...{ place, names: place.names, source: replication.source, output },
    sourceBucket: `arn:${partition}:s3:::${own.sourceBucket}`,
    workBucket: `arn:${partition}:s3:::${resources.workBucket}`,
    replicationTable: `arn:${partition}:dynamodb:${region}:${accountId}:table/${own.tableName}`,
    ...{ key: resources.keyArn, queue: own.queueArn, eventsKey: resources.keyArn },
  };
}

/** Roles of the functions of one output, with the statements that its stack gives them. */
export function outputFunctionRoles(own: OutputResources, props: OutputRightsProps): Omit<LocalRole, 'owner'>[] {
  const started = own.machines
    .filter((machine) => machine !== 'replicate-missing')
    .map((machine) => own.machineOf(machine).machineArn);
  const rights: Readonly<Record<OutputFunctionName, readonly Permission[]>> = {
    'replicate-object': [...replicateObjectRights(props), ...starting(started)],
    'open-upload': openUploadRights(props),
    'copy-parts': copyPartsRights(props),
    'complete-upload': completeUploadRights(props),
    'plan-comparison': planComparisonRights(props),
    'compare-range': compareRangeRights(props),
    'replicate-batch': [...replicateBatchRights(props), ...starting(started)],
    'report-comparison': reportComparisonRights(props),
    'convert-parquet': convertParquetRights(props),
  };
  return own.functions.map((name) => ({
    arn: own.functionOf(name).roleArn,
    service: 'lambda.amazonaws.com',
    permissions: rights[name],
  }));
}
