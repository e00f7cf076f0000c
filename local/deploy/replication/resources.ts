import type { OutputSettings, ReplicationSettings } from '../../../core/config/replication/types';
import type { Settings } from '../../../core/config/types';
import { REPLICATION_TABLE } from '../../../core/replication/names';
import { outputRolePath } from '../../../core/replication/pivot';
import type { LocalResources, Place } from '../resources';

/** A replication's output with what it belongs to. */
export interface LocalOutput {
  readonly replication: ReplicationSettings;
  readonly output: OutputSettings;
}

export const localOutputs = ({ replications }: Pick<Settings, 'replications'>): LocalOutput[] =>
  replications.flatMap((replication) => replication.outputs.map((output) => ({ replication, output })));

/** What the stacks of one output call their resources. */
export function outputResources(
  { replication, output }: LocalOutput,
  place: Place,
  { lakeBucket }: Pick<LocalResources, 'lakeBucket'>,
) {
  const { partition, region, accountId, names } = place;
  const arn = (service: string, name: string): string =>
    `arn:${partition}:${service}:${region}:${accountId}:${names.deployed(name)}`;
  const functionName = names.deployed(`replicate-object-${output.name}`);
  return {
    functionName,
    roleArn: `arn:${partition}:iam::${accountId}:role${outputRolePath(names, region, output.name)}${functionName}`,
    queueArn: arn('sqs', `replication-${output.name}`),
    failedArn: arn('sqs', `failed-objects-${output.name}`),
    undeliveredArn: arn('sqs', `undelivered-events-${output.name}`),
    topicArn: arn('sns', `replication-${replication.name}`),
    tableName: replicationTable(place),
    sourceBucket: replication.source.bucket ?? lakeBucket,
  };
}

/** Of the receipts of all outputs. */
export const replicationTable = ({ names }: Pick<Place, 'names'>): string => names.deployed(REPLICATION_TABLE);

export type OutputResources = ReturnType<typeof outputResources>;
