import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Settings } from '../../core/config/types';
import { type EnvName, requiredEnv } from '../../functions/shared/env';
import type { Log, RecordMetric } from '../../functions/shared/log';
import type { FunctionHandler } from '../../packages/local-aws/services/lambda';

/** Stands in for AWS, the clock and the log in every handler. */
export interface LocalEffects {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly glue: GlueClient;
  readonly lakeformation: LakeFormationClient;
  readonly rds: RDSClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  /** How S3's pace is jittered. */
  readonly pace: { readonly random: () => number };
}

export type Environment = Partial<Readonly<Record<EnvName, string>>>;

/**
 * One function as this machine deploys it: the variables and settings that its construct would give it, and its
 * handler.
 */
export interface LocalFunction {
  readonly environment: Environment;
  readonly settings: Partial<Settings>;
  readonly handler: FunctionHandler;
}

export interface LocalFunctionProps<Part extends keyof Settings> {
  readonly environment: Environment;
  /** Parts of the settings that are bundled beside the handler on AWS. */
  readonly reads: readonly Part[];
}

/**
 * Builds the handler at its first call, as Lambda initializes a function. A configuration deploys dozens of functions
 * with several clients each, and most starts of the runtime call few of them.
 */
export const builtAtFirstCall = (build: () => FunctionHandler): FunctionHandler => {
  let handler: FunctionHandler | undefined;
  return (payload, context) => {
    handler ??= build();
    return handler(payload, context);
  };
};

/**
 * Makes functions of one configuration. Handlers read their variables as on AWS: one that is not set is a
 * MissingEnvironmentError of the first call.
 */
export const localFunctionOf =
  (settings: Settings) =>
  <Part extends keyof Settings>(
    { environment, reads }: LocalFunctionProps<Part>,
    build: (env: (key: EnvName) => string, settings: Pick<Settings, Part>) => FunctionHandler,
  ): LocalFunction => {
    const part = Object.fromEntries(reads.map((key) => [key, settings[key]])) as Pick<Settings, Part>;
    const handler = builtAtFirstCall(() => build((key) => requiredEnv(key, environment), part));
    return { environment, settings: part, handler };
  };
