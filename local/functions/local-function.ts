import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../core/config/types';
import { type EnvName, requiredEnv } from '../../functions/shared/env';
import type { Log, RecordMetric } from '../../functions/shared/log';
import type { FunctionHandler } from '../../packages/local-aws/services/lambda';

/** Stands in for AWS, the clock and the log in every handler. */
export interface LocalEffects {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly glue: GlueClient;
  readonly lakeformation: LakeFormationClient;
  readonly rds: RDSClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly metric: RecordMetric;
  /** How S3's pace is jittered. */
  readonly pace: { readonly random: () => number };
  readonly settings: Settings;
}

export type Environment = Partial<Readonly<Record<EnvName, string>>>;

/** One function as this machine deploys it: the variables that its construct would set, and its handler. */
export interface LocalFunction {
  readonly environment: Environment;
  readonly handler: FunctionHandler;
}

/** Builds a handler that reads its variables as on AWS: one that is not set is a MissingEnvironmentError at the start. */
export const localFunction = (
  environment: Environment,
  build: (env: (key: EnvName) => string) => FunctionHandler,
): LocalFunction => ({ environment, handler: build((key) => requiredEnv(key, environment)) });
