import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { partitionOf } from '../../core/config/region';
import { outputMark } from '../../core/replication/mark';
import { destinationParameter, keysParameter } from '../../core/replication/names';
import { FUNCTION_MEMORY_MB, FUNCTION_TIMEOUT_SECONDS } from '../../core/replication/work-limits';
import { OutputAccess } from '../../functions/replication/access/output-access';
import { createHandler } from '../../functions/replication/replicate-object/handler';
import { silentLog } from '../../functions/shared/log';
import { StreamS3 } from '../../functions/shared/s3-stream';
import type { FunctionSettings, LambdaService } from '../../packages/local-aws/services/lambda';
import { type LocalOutput, localOutputs, outputResources } from '../deploy/replication/resources';
import type { FunctionsOptions } from './options';

/** Makes the functions of every output invocable, each under the output's name and role. */
export function registerReplication(options: FunctionsOptions, register: LambdaService['registerFunction']): void {
  for (const each of localOutputs(options.settings)) {
    const { functionName, roleArn } = outputResources(each, options.place, options.resources);
    const bounds = { timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, memorySize: FUNCTION_MEMORY_MB };
    const settings: FunctionSettings = { roleArn, ...bounds };
    register(functionName, replicateObject(each, options), settings);
  }
}

function replicateObject(each: LocalOutput, options: FunctionsOptions) {
  const { clock, place, resources } = options;
  const { output, replication } = each;
  const own = outputResources(each, place, resources);
  const client = options.client({ roleArn: own.roleArn, sessionName: own.functionName });
  const { prefix } = place.names;
  return createHandler({
    output,
    selection: { source: { bucket: own.sourceBucket, prefix: replication.source.prefix }, output },
    source: new StreamS3(new S3Client(client)),
    access: accessOf(each, options, client),
    receipts: { table: { dynamodb: new DynamoDBClient(client), tableName: own.tableName }, output: output.name },
    mark: outputMark(place.accountId, place.region, prefix, output.name),
    now: () => clock.now(),
    newId: () => crypto.randomUUID(),
    log: silentLog,
    metric: () => {},
    sqs: new SQSClient(client),
    queueUrl: `${client.endpoint}/${place.accountId}/${own.queueArn.split(':').at(-1)}`,
  });
}

/**
 * The SDK holds the end of credentials against the system's clock, and time is virtual here: credentials end as long
 * from now by the one as by the other.
 */
function accessOf(
  { output }: LocalOutput,
  { clock, place, partitions }: FunctionsOptions,
  client: Client,
): OutputAccess {
  const { prefix } = place.names;
  const there = (region: string): Client =>
    partitionOf(region) === place.partition ? client : (partitions?.(partitionOf(region)) ?? client);
  const realTime = (sts: STSClient): STSClient => {
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
    return sts;
  };
  return new OutputAccess({
    output,
    ssm: new SSMClient(client),
    sts: realTime(new STSClient(client)),
    foreignSts: (region) => realTime(new STSClient({ ...there(region), credentials: undefined })),
    keysParameter: (account) => keysParameter(prefix, output.name, account),
    destinationParameter: destinationParameter(prefix, output.name),
    now: Date.now,
    clientConfig: (region) => ({ ...there(region), region }),
  });
}

type Client = ReturnType<FunctionsOptions['client']>;
