import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KMSClient } from '@aws-sdk/client-kms';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { ConfiguredRetryStrategy, DEFAULT_MAX_ATTEMPTS } from '@smithy/core/retry';
import { hasXRay } from '../../core/config/region';
import { FUNCTION_BOUNDS } from '../../core/function-bounds';
import { ENV } from '../../functions/shared/env';
import { silentLog } from '../../functions/shared/log';
import type { LambdaService } from '../../packages/local-aws/services/lambda';
import type { FunctionName } from '../deploy/resources';
import { catalogFunctions } from './catalog';
import { registerTableStreams } from './dynamodb';
import { registerPublishing } from './dynamodb-publishing';
import { loggingFailures } from './function-log';
import type { LocalEffects, LocalFunction } from './local-function';
import { operationsFunctions } from './operations';
import type { FunctionsOptions } from './options';
import { registerReplication } from './replication';
import { snapshotFunctions } from './snapshots';
import { registerTableLoads } from './table-loads';

/** The same handlers as on AWS, with clients that ask the local runtime and its clock. */
export function localFunctions(options: FunctionsOptions): Readonly<Partial<Record<FunctionName, LocalFunction>>> {
  const { settings, place, resources } = options;
  const effectsOf = (name: FunctionName): LocalEffects => localEffects(name, options);
  return {
    ...snapshotFunctions(settings, effectsOf, resources),
    ...catalogFunctions(settings, effectsOf, resources, place),
    ...operationsFunctions(settings, effectsOf, resources),
  };
}

/** Makes every function invocable, with its variables, its role and its bounds. */
export function registerFunctions(options: FunctionsOptions, registerOne: LambdaService['registerFunction']): void {
  const { names, partition } = options.place;
  const register: typeof registerOne = (name, handler, settings) =>
    registerOne(name, loggingFailures(handler, options.log?.(name) ?? silentLog), settings);
  const common = {
    POWERTOOLS_TRACE_ENABLED: String(hasXRay(partition)),
    [ENV.metricsNamespace]: names.metricsNamespace,
  };
  for (const [name, { handler, environment }] of Object.entries(localFunctions(options))) {
    const roleArn = options.resources.functionRoles[name as FunctionName];
    const bounds = FUNCTION_BOUNDS[name as FunctionName];
    register(names.deployed(name), handler, { environment: { ...environment, ...common }, roleArn, ...bounds });
  }
  registerTableStreams(options, common, register);
  registerTableLoads(options, common, register);
  registerPublishing(options, common, register);
  registerReplication(options, register);
}

function localEffects(name: FunctionName, { clock, place, resources, ...options }: FunctionsOptions): LocalEffects {
  // As often as on AWS, but at once: virtual time stands still while a function runs, and real time is nobody's
  // concern.
  // Lambda names the session after the function.
  const role = { roleArn: resources.functionRoles[name], sessionName: place.names.deployed(name) };
  const client = { ...options.client(role), retryStrategy: new ConfiguredRetryStrategy(DEFAULT_MAX_ATTEMPTS, 0) };
  return {
    s3: new S3Client(client),
    kms: new KMSClient(client),
    dynamodb: new DynamoDBClient(client),
    glue: new GlueClient(client),
    lakeformation: new LakeFormationClient(client),
    rds: new RDSClient(client),
    sfn: new SFNClient(client),
    sns: new SNSClient(client),
    now: () => clock.now(),
    log: options.log?.(role.sessionName) ?? silentLog,
    metric: () => {},
    // Without a random part, S3 is asked again at once as well.
    pace: { random: () => 0 },
  };
}
