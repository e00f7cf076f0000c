import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { ConfiguredRetryStrategy, DEFAULT_MAX_ATTEMPTS } from '@smithy/core/retry';
import { FUNCTION_BOUNDS } from '../../core/function-bounds';
import { createHandler as commitPublication } from '../../functions/dynamodb/commit-publication/handler';
import { createHandler as planPartitions } from '../../functions/dynamodb/plan-partitions/handler';
import { createHandler as planPublication } from '../../functions/dynamodb/plan-publication/handler';
import { createHandler as sortRows } from '../../functions/dynamodb/sort-rows/handler';
import { createHandler as writePartition } from '../../functions/dynamodb/write-partition/handler';
import { ENV } from '../../functions/shared/env';
import { silentLog } from '../../functions/shared/log';
import type { LambdaService } from '../../packages/local-aws/services/lambda';
import {
  isPublished,
  PUBLISHING_FUNCTIONS,
  type PublishingFunctionName,
  publishingResources,
} from '../deploy/dynamodb/publishing-resources';
import { landingResources } from '../deploy/dynamodb/resources';
import { type LocalFunction, localFunctionOf } from './local-function';
import type { FunctionsOptions } from './options';

/** The functions of publish-partition; none where nothing is published. */
export function publishingFunctions(
  options: FunctionsOptions,
): Readonly<Partial<Record<PublishingFunctionName, LocalFunction>>> {
  const { settings, place, resources } = options;
  if (!isPublished(settings)) return {};
  const localFunction = localFunctionOf(settings);
  const { bucket } = landingResources(settings, place);
  const [ledger, landing] = [{ [ENV.ledgerTable]: resources.ledgerTable }, { [ENV.landingBucket]: bucket }];
  const [work, lake] = [{ [ENV.workBucket]: resources.workBucket }, { [ENV.lakeBucket]: resources.lakeBucket }];
  const effectsOf = (name: PublishingFunctionName) => effects(name, options);
  return {
    'plan-publication': localFunction(
      { environment: { ...ledger, ...landing, ...work }, reads: ['dynamodb', 'lake'] },
      (env, own) =>
        planPublication({
          ...effectsOf('plan-publication'),
          settings: own,
          ledgerTable: env(ENV.ledgerTable),
          landingBucket: env(ENV.landingBucket),
          workBucket: env(ENV.workBucket),
        }),
    ),
    'sort-rows': localFunction({ environment: { ...landing, ...work }, reads: [] }, (env) =>
      sortRows({
        ...effectsOf('sort-rows'),
        landingBucket: env(ENV.landingBucket),
        workBucket: env(ENV.workBucket),
      }),
    ),
    'plan-partitions': localFunction(
      { environment: { ...ledger, ...work }, reads: ['dynamodb', 'environment', 'lake'] },
      (env, own) =>
        planPartitions({
          ...effectsOf('plan-partitions'),
          settings: own,
          ledgerTable: env(ENV.ledgerTable),
          workBucket: env(ENV.workBucket),
        }),
    ),
    'write-partition': localFunction({ environment: { ...lake, ...work }, reads: [] }, (env) =>
      writePartition({
        ...effectsOf('write-partition'),
        lakeBucket: env(ENV.lakeBucket),
        workBucket: env(ENV.workBucket),
      }),
    ),
    'commit-publication': localFunction(
      { environment: { ...ledger, ...lake }, reads: ['dynamodb', 'environment', 'lake'] },
      (env, own) =>
        commitPublication({
          ...effectsOf('commit-publication'),
          settings: own,
          ledgerTable: env(ENV.ledgerTable),
          lakeBucket: env(ENV.lakeBucket),
        }),
    ),
  };
}

/** Makes them invocable. `common` are variables that every function has. */
export function registerPublishing(
  options: FunctionsOptions,
  common: Readonly<Record<string, string>>,
  register: LambdaService['registerFunction'],
): void {
  const functions = publishingFunctions(options);
  for (const name of PUBLISHING_FUNCTIONS) {
    const made = functions[name];
    if (made === undefined) continue;
    const { functionName, roleArn } = publishingResources(options.place).functionOf(name);
    const environment = { ...made.environment, ...common };
    register(functionName, made.handler, { environment, roleArn, ...FUNCTION_BOUNDS[name] });
  }
}

/** Asked again at once: virtual time stands still while a function runs. */
function effects(name: PublishingFunctionName, { clock, place, ...options }: FunctionsOptions) {
  const { roleArn, functionName } = publishingResources(place).functionOf(name);
  const role = { roleArn, sessionName: functionName };
  const client = { ...options.client(role), retryStrategy: new ConfiguredRetryStrategy(DEFAULT_MAX_ATTEMPTS, 0) };
  return {
    s3: new S3Client(client),
    dynamodb: new DynamoDBClient(client),
    glue: new GlueClient(client),
    now: () => clock.now(),
    wait: async () => {},
    log: options.log?.(functionName) ?? silentLog,
    metric: () => {},
  };
}
