import type { Duration, Size } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { OutputSettings, ReplicationSettings } from '../../core/config/replication/types';
import type { Settings } from '../../core/config/types';
import { outputRolePath } from '../../core/replication/pivot';
import type { OutputRightsProps } from '../../core/replication/rights/rights-props';
import type { Permission } from '../../core/rights/permission';
import { ENV, type EnvName } from '../../functions/shared/env';
import { namesIn } from '../shared/lakeferry-stack';
import type { FunctionNetwork, LambdaFunctionProps } from '../shared/lambda-function';
import type { Monitoring } from '../shared/monitoring';
import { placeOf } from '../shared/rights/place-of';
import type { ReplicationSourceStack } from './source/source-stack';

/** What every part of an output is built from. */
export interface OutputProps {
  readonly settings: Settings;
  readonly replication: ReplicationSettings;
  readonly output: OutputSettings;
  readonly source: ReplicationSourceStack;
  /** The lake's key: of receipts, work files, logs. */
  readonly key: IKey;
  readonly workBucket: IBucket;
  readonly replicationTable: ITable;
  readonly queue: IQueue;
  readonly monitoring: Monitoring;
  /** DuckDB, where something is converted. @default nothing is */
  readonly duckdb?: ILayerVersion;
  /** Where the functions run. @default outside any VPC */
  readonly network?: FunctionNetwork;
}

/** What the rights of the output's functions and machines are about. */
export const rightsPropsOf = (scope: Construct, props: OutputProps): OutputRightsProps => ({
  place: placeOf(scope),
  names: namesIn(scope),
  // what the lake holds is under the lake's key, which every function may use
  source: props.replication.source,
  output: props.output,
  sourceBucket: props.source.bucketArn,
  workBucket: props.workBucket.bucketArn,
  replicationTable: props.replicationTable.tableArn,
  key: props.key.keyArn,
  queue: props.queue.queueArn,
  eventsKey: props.source.eventsKey.keyArn,
});

interface OutputFunction {
  /** Folder below functions/replication. */
  readonly name: string;
  readonly timeout: Duration;
  /** MB; 1,769 are one processor. */
  readonly memorySize: number;
  /** Besides the output's name. */
  readonly environment: Partial<Readonly<Record<EnvName, string>>>;
  readonly permissions: readonly Permission[];
  /** Parts of the settings. @default those of the environment and of replications */
  readonly reads?: readonly (keyof Settings)[];
  readonly tries?: number;
  readonly temporaryStorage?: Size;
  readonly layers?: readonly ILayerVersion[];
}

/** A function of one output: named for it, with roles below the path that the destination trusts. */
export function outputFunction(scope: Construct, props: OutputProps, its: OutputFunction): LambdaFunctionProps {
  const { settings, output, key, monitoring, network } = props;
  return {
    ...{ settings, key, monitoring, network },
    ...its,
    which: output.name,
    rolePath: outputRolePath(namesIn(scope), settings.environment.region, output.name),
    reads: its.reads ?? ['environment', 'replications'],
    environment: { [ENV.output]: output.name, ...its.environment },
  };
}
