import type { OutputSettings, ReplicationSettings } from '../../../core/config/replication/types';
import type { Settings } from '../../../core/config/types';
import { machinesOf, type OutputMachineName, outputMachine } from '../../../core/machines';
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

const MAX_ROLE_CHARS = 64;

/** What the stacks of one output call their resources. */
export function outputResources(
  { replication, output }: LocalOutput,
  place: Place,
  { lakeBucket }: Pick<LocalResources, 'lakeBucket'>,
) {
  const { partition, region, accountId, names } = place;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const deployed = (service: string, name: string): string => arn(service, names.deployed(name));
  const functionOf = (name: OutputFunctionName) => {
    const functionName = names.deployed(`${name}-${output.name}`);
    const role = `role${outputRolePath(names, region, output.name)}${functionName}`;
    return {
      functionName,
      roleArn: `arn:${partition}:iam::${accountId}:${role}`,
      functionArn: arn('lambda', `function:${functionName}`),
    };
  };
  return {
    machines: machinesOf(output),
    functions: OUTPUT_FUNCTIONS.filter((name) => name !== 'convert-parquet' || output.convert !== undefined),
    functionOf,
    queueArn: deployed('sqs', `replication-${output.name}`),
    failedArn: deployed('sqs', `failed-objects-${output.name}`),
    undeliveredArn: deployed('sqs', `undelivered-events-${output.name}`),
    topicArn: deployed('sns', `replication-${replication.name}`),
    tableName: replicationTable(place),
    sourceBucket: replication.source.bucket ?? lakeBucket,
    schedule: {
      scheduleName: names.deployed(`comparison-${output.name}`),
      roleArn: `arn:${partition}:iam::${accountId}:role/${names.deployed(`comparison-${output.name}`)}`,
    },
    machineOf: (machine: OutputMachineName) => {
      const machineName = names.deployed(outputMachine(machine, output.name));
      // IAM takes 64 characters; what is left of a machine's name beside the longest output's tells it from others
      const roleName = names.deployed(`${output.name}-${machine}`).slice(0, MAX_ROLE_CHARS);
      return {
        machineName,
        machineArn: arn('states', `stateMachine:${machineName}`),
        roleArn: `arn:${partition}:iam::${accountId}:role/${roleName}`,
      };
    },
  };
}

/** Of the receipts of all outputs. */
export const replicationTable = ({ names }: Pick<Place, 'names'>): string => names.deployed(REPLICATION_TABLE);

export type OutputResources = ReturnType<typeof outputResources>;

/** Functions of each output, by their folders; the last only where something is converted. */
export const OUTPUT_FUNCTIONS = [
  'replicate-object',
  'open-upload',
  'copy-parts',
  'complete-upload',
  'plan-comparison',
  'compare-range',
  'replicate-batch',
  'report-comparison',
  'convert-parquet',
] as const;
export type OutputFunctionName = (typeof OUTPUT_FUNCTIONS)[number];
