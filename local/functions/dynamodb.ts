import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { producerNamed } from '../../core/dynamodb/producers';
import { FUNCTION_BOUNDS } from '../../core/function-bounds';
import { createHandler as flattenItems } from '../../functions/dynamodb/flatten-items/handler';
import { createHandler as tellProgress } from '../../functions/dynamodb/tell-progress/handler';
import { ENV } from '../../functions/shared/env';
import { silentLog } from '../../functions/shared/log';
import type { LambdaService } from '../../packages/local-aws/services/lambda';
import { landingOf, localProducers, producerResources } from '../deploy/dynamodb/resources';
import { type LocalFunction, localFunctionOf } from './local-function';
import type { FunctionsOptions } from './options';

/** The functions of each delivery, by their names. */
export function tableStreamFunctions(options: FunctionsOptions): Readonly<Record<string, LocalFunction>> {
  const { settings, place, log } = options;
  const localFunction = localFunctionOf(settings);
  const functions = localProducers(settings).flatMap((entry) => {
    const { functionName, progressName, progressRole, streamName } = producerResources(entry, place);
    const environment = {
      [ENV.oldImage]: String(entry.oldImage),
      [ENV.partitionByEventDate]: String(entry.delivery.by === 'change'),
    };
    const made = localFunction({ environment, reads: ['lake'] }, (env, { lake }) =>
      flattenItems({
        oldImage: env(ENV.oldImage) === 'true',
        partitionByEventDate: env(ENV.partitionByEventDate) === 'true',
        partitionKey: lake.partitionKey,
        log: log?.(functionName) ?? silentLog,
        metric: () => {},
      }),
    );
    const told = localFunction(
      {
        environment: {
          [ENV.tableStream]: entry.name,
          [ENV.landingBucket]: landingOf(entry, settings, place).bucket.split(':').at(-1)!,
        },
        reads: ['dynamodb', 'environment'],
      },
      (env, { dynamodb }) => {
        const client = options.client({ roleArn: progressRole, sessionName: progressName });
        return tellProgress({
          cloudwatch: new CloudWatchClient(client),
          kinesis: new KinesisClient(client),
          firehose: new FirehoseClient(client),
          s3: new S3Client(client),
          now: () => options.clock.now(),
          log: log?.(progressName) ?? silentLog,
          producer: producerNamed(dynamodb, env(ENV.tableStream)),
          streamName,
          landingBucket: env(ENV.landingBucket),
        });
      },
    );
    return [[functionName, made] as const, [progressName, told] as const];
  });
  return Object.fromEntries(functions);
}

/** Makes them invocable. `common` are variables that every function has. */
export function registerTableStreams(
  options: FunctionsOptions,
  common: Readonly<Record<string, string>>,
  register: LambdaService['registerFunction'],
): void {
  const functions = tableStreamFunctions(options);
  for (const entry of localProducers(options.settings)) {
    const own = producerResources(entry, options.place);
    const each = [
      [own.functionName, own.functionRole, FUNCTION_BOUNDS['flatten-items']],
      [own.progressName, own.progressRole, FUNCTION_BOUNDS['tell-progress']],
    ] as const;
    for (const [name, roleArn, bounds] of each) {
      const { handler, environment } = functions[name]!;
      register(name, handler, { environment: { ...environment, ...common }, roleArn, ...bounds });
    }
  }
}
