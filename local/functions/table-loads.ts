import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ConfiguredRetryStrategy, DEFAULT_MAX_ATTEMPTS } from '@smithy/core/retry';
import type { ProducerSettings } from '../../core/config/dynamodb/types';
import { producerNamed } from '../../core/dynamodb/producers';
import { FUNCTION_BOUNDS } from '../../core/function-bounds';
import { createHandler as finishLoad } from '../../functions/dynamodb/finish-load/handler';
import { createHandler as followTableExport } from '../../functions/dynamodb/follow-table-export/handler';
import { createHandler as loadRows } from '../../functions/dynamodb/load-rows/handler';
import { createHandler as startTableExport } from '../../functions/dynamodb/start-table-export/handler';
import { ENV, type EnvName } from '../../functions/shared/env';
import { silentLog } from '../../functions/shared/log';
import type { FunctionHandler, LambdaService } from '../../packages/local-aws/services/lambda';
import { LOAD_FUNCTIONS, type LoadFunctionName, loadResources } from '../deploy/dynamodb/load-resources';
import { landingOf, localProducers, producerResources } from '../deploy/dynamodb/resources';
import { type Environment, type LocalFunction, localFunctionOf } from './local-function';
import type { FunctionsOptions } from './options';

/** The functions of every machine `load-table`, by their names. */
export function tableLoadFunctions(options: FunctionsOptions): Readonly<Record<string, LocalFunction>> {
  const functions = localProducers(options.settings).flatMap((entry) =>
    LOAD_FUNCTIONS.map((name) => {
      const { functionName } = loadResources(entry, options.place).functionOf(name);
      return [functionName, localFunction(name, entry, options)] as const;
    }),
  );
  return Object.fromEntries(functions);
}

/** Makes them invocable. `common` are variables that every function has. */
export function registerTableLoads(
  options: FunctionsOptions,
  common: Readonly<Record<string, string>>,
  register: LambdaService['registerFunction'],
): void {
  const functions = tableLoadFunctions(options);
  for (const entry of localProducers(options.settings)) {
    for (const name of LOAD_FUNCTIONS) {
      const { functionName, roleArn } = loadResources(entry, options.place).functionOf(name);
      const { handler, environment } = functions[functionName]!;
      register(functionName, handler, {
        environment: { ...environment, ...common },
        roleArn,
        ...FUNCTION_BOUNDS[name],
      });
    }
  }
}

/** Variables that the constructs give each. */
function environmentOf(
  name: LoadFunctionName,
  entry: ProducerSettings,
  { settings, place }: FunctionsOptions,
): Environment {
  const common = { [ENV.exportsBucket]: loadResources(entry, place).bucket };
  if (name === 'start-table-export')
    return {
      ...common,
      [ENV.tableStream]: entry.name,
      [ENV.streamArn]: producerResources(entry, place).streamArn,
    };
  if (name !== 'load-rows') return common;
  return {
    ...common,
    [ENV.tableStream]: entry.name,
    [ENV.landingBucket]: landingOf(entry, settings, place).bucket.split(':').at(-1)!,
    [ENV.oldImage]: String(entry.oldImage),
  };
}

function localFunction(name: LoadFunctionName, entry: ProducerSettings, options: FunctionsOptions): LocalFunction {
  const { settings, place, clock } = options;
  const { functionName, roleArn } = loadResources(entry, place).functionOf(name);
  const made = localFunctionOf(settings);
  const effects = () => {
    const role = options.client({ roleArn, sessionName: functionName });
    const client = { ...role, retryStrategy: new ConfiguredRetryStrategy(DEFAULT_MAX_ATTEMPTS, 0) };
    return {
      ...{ s3: new S3Client(client), dynamodb: new DynamoDBClient(client) },
      ...{ now: () => clock.now(), log: options.log?.(functionName) ?? silentLog },
    };
  };
  const environment = environmentOf(name, entry, options);
  const exportsBucket = (env: (key: EnvName) => string) => ({ exportsBucket: env(ENV.exportsBucket) });
  switch (name) {
    case 'start-table-export':
      return made({ environment, reads: ['dynamodb', 'environment'] }, (env, { dynamodb }) => {
        const { name: stream, tables } = producerNamed(dynamodb, env(ENV.tableStream));
        const { machineName: machine } = loadResources(entry, place).machine;
        const what = { entry: stream, tables, streamArn: env(ENV.streamArn), machine };
        return startTableExport({ ...effects(), ...exportsBucket(env), ...what }) as FunctionHandler;
      });
    case 'follow-table-export':
      return made(
        { environment, reads: [] },
        (env) => followTableExport({ ...effects(), ...exportsBucket(env) }) as FunctionHandler,
      );
    case 'load-rows':
      return made(
        { environment, reads: ['lake'] },
        (env, { lake }) =>
          loadRows({
            ...{ ...effects(), ...exportsBucket(env), landingBucket: env(ENV.landingBucket) },
            ...{ entry: env(ENV.tableStream), oldImage: env(ENV.oldImage) === 'true', partitionKey: lake.partitionKey },
          }) as FunctionHandler,
      );
    case 'finish-load':
      return made(
        { environment, reads: [] },
        (env) => finishLoad({ ...effects(), ...exportsBucket(env) }) as FunctionHandler,
      );
  }
}
