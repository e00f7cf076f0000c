import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { partitionOf } from '../../core/config/region';
import { FUNCTION_BOUNDS, type FunctionBounds } from '../../core/function-bounds';
import { outputMark } from '../../core/replication/mark';
import { destinationParameter, keysParameter } from '../../core/replication/names';
import { FUNCTION_MEMORY_MB, FUNCTION_TIMEOUT_SECONDS } from '../../core/replication/work-limits';
import { OutputAccess } from '../../functions/replication/access/output-access';
import { createHandler as compareRange } from '../../functions/replication/compare-range/handler';
import { createHandler as completeUpload } from '../../functions/replication/complete-upload/handler';
import { createHandler as convertParquet } from '../../functions/replication/convert-parquet/handler';
import { createHandler as copyParts } from '../../functions/replication/copy-parts/handler';
import type { HandOver, Replicator } from '../../functions/replication/object/replicator';
import { createHandler as openUpload } from '../../functions/replication/open-upload/handler';
import { createHandler as planComparison } from '../../functions/replication/plan-comparison/handler';
import { createHandler as replicateBatch } from '../../functions/replication/replicate-batch/handler';
import { createHandler as replicateObject } from '../../functions/replication/replicate-object/handler';
import { createHandler as reportComparison } from '../../functions/replication/report-comparison/handler';
import { silentLog } from '../../functions/shared/log';
import { StreamS3 } from '../../functions/shared/s3-stream';
import { classifying, classifyingFailures } from '../../functions/shared/service-errors';
import type { FunctionSettings, LambdaService } from '../../packages/local-aws/services/lambda';
import {
  type LocalOutput,
  localOutputs,
  type OutputFunctionName,
  outputResources,
} from '../deploy/replication/resources';
import { builtAtFirstCall } from './local-function';
import type { FunctionsOptions } from './options';

/** Makes the functions of every output invocable, each under the output's name and role. */
export function registerReplication(options: FunctionsOptions, register: LambdaService['registerFunction']): void {
  for (const each of localOutputs(options.settings)) {
    const own = outputResources(each, options.place, options.resources);
    for (const name of own.functions) {
      const { functionName, roleArn } = own.functionOf(name);
      const settings: FunctionSettings = { roleArn, ...boundsOf(name) };
      register(
        functionName,
        builtAtFirstCall(() => HANDLERS[name](replicatorOf(name, each, options))),
        settings,
      );
    }
  }
}

const boundsOf = (name: OutputFunctionName): FunctionBounds =>
  name === 'replicate-object'
    ? { timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, memorySize: FUNCTION_MEMORY_MB }
    : FUNCTION_BOUNDS[name];

interface LocalReplicator extends Replicator {
  readonly each: LocalOutput;
  readonly options: FunctionsOptions;
  readonly client: Client;
}

const HANDLERS: Readonly<
  Record<OutputFunctionName, (replicator: LocalReplicator) => (input: never) => Promise<unknown>>
> = {
  'replicate-object': ({ each, options, client, ...replicator }) => {
    const own = outputResources(each, options.place, options.resources);
    return replicateObject({
      ...replicator,
      handOver: machinesOf(each, options, client),
      selection: {
        source: { bucket: own.sourceBucket, prefix: each.replication.source.prefix },
        output: each.output,
      },
      sqs: new SQSClient(client),
      queueUrl: `${client.endpoint}/${options.place.accountId}/${own.queueArn.split(':').at(-1)}`,
    });
  },
  'open-upload': ({ options, client, ...replicator }) =>
    openUpload({ ...replicator, s3: new S3Client(client), workBucket: options.resources.workBucket }),
  'copy-parts': copyParts,
  'complete-upload': completeUpload,
  'plan-comparison': (replicator) => planComparison(comparing(replicator)),
  'compare-range': (replicator) => compareRange(comparingWithMachines(replicator)),
  'replicate-batch': (replicator) => replicateBatch(comparingWithMachines(replicator)),
  'report-comparison': (replicator) => reportComparison(comparing(replicator)),
  'convert-parquet': convertParquet,
};

/** What the functions of a comparison need beside what copies objects. */
function comparing({ each, options, client, ...replicator }: LocalReplicator) {
  const { sourceBucket } = outputResources(each, options.place, options.resources);
  const { workBucket } = options.resources;
  return { ...replicator, sourceBucket, prefix: each.replication.source.prefix, s3: new S3Client(client), workBucket };
}

const comparingWithMachines = (replicator: LocalReplicator) => ({
  ...comparing(replicator),
  handOver: machinesOf(replicator.each, replicator.options, replicator.client),
});

function machinesOf(each: LocalOutput, options: FunctionsOptions, client: Client): HandOver {
  const own = outputResources(each, options.place, options.resources);
  return {
    sfn: classifying(new SFNClient(client)),
    machineArn: (successor) => own.machineOf(successor).machineArn,
  };
}

function replicatorOf(name: OutputFunctionName, each: LocalOutput, options: FunctionsOptions): LocalReplicator {
  const { clock, place, resources } = options;
  const { output } = each;
  const own = outputResources(each, place, resources);
  const { roleArn, functionName } = own.functionOf(name);
  const client = options.client({ roleArn, sessionName: functionName });
  const { prefix } = place.names;
  return {
    ...{ each, options, client, output },
    source: new StreamS3(new S3Client(client)),
    access: accessOf(each, options, client),
    receipts: {
      table: { dynamodb: classifying(new DynamoDBClient(client)), tableName: own.tableName },
      output: output.name,
    },
    mark: outputMark(own.sourceBucket, place.region, prefix, output.name),
    now: () => clock.now(),
    // without a random part, S3 is asked again at once: virtual time stands still while a function runs
    random: () => 0,
    newId: () => crypto.randomUUID(),
    log: options.log?.(functionName) ?? silentLog,
    metric: () => {},
  };
}

/**
 * The SDK holds the end of credentials against the system's clock, and time is virtual here: credentials end as long
 * from now by the one as by the other.
 */
function accessOf(
  each: LocalOutput,
  { clock, place, partitions, resources }: FunctionsOptions,
  client: Client,
): OutputAccess {
  const { output } = each;
  const { prefix } = place.names;
  const there = (region: string): Client =>
    partitionOf(region) === place.partition ? client : (partitions?.(partitionOf(region)) ?? client);
  const realTime = (sts: STSClient): Pick<STSClient, 'send'> => {
    sts.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { Credentials } = answer.output as { Credentials?: { Expiration?: Date } };
        if (Credentials?.Expiration !== undefined)
          Credentials.Expiration = new Date(Credentials.Expiration.getTime() - clock.now() + Date.now());
        return answer;
      },
      { step: 'initialize', name: 'realTime' },
    );
    return classifyingFailures(sts);
  };
  return new OutputAccess({
    output,
    sourceBucket: outputResources(each, place, resources).sourceBucket,
    ssm: classifyingFailures(new SSMClient(client)),
    sts: realTime(new STSClient(client)),
    foreignSts: (region) => realTime(new STSClient({ ...there(region), credentials: undefined })),
    keysParameter: (account) => keysParameter(prefix, output.name, account),
    destinationParameter: destinationParameter(prefix, output.name),
    now: Date.now,
    parameterTime: () => clock.now(),
    clientConfig: (region) => ({ ...there(region), region }),
  });
}

type Client = ReturnType<FunctionsOptions['client']>;
