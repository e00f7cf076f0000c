import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { ConfiguredRetryStrategy, DEFAULT_MAX_ATTEMPTS } from '@smithy/core/retry';
import type { Settings } from '../core/config/types';
import { deployedName } from '../core/names';
import { createHandler as applyGovernance } from '../functions/catalog/apply-governance/handler';
import { createHandler as crawlTables } from '../functions/catalog/crawl-tables/handler';
import { silentLog } from '../functions/shared/log';
import { createHandler as commitPartitions } from '../functions/snapshots/commit-partitions/handler';
import { createHandler as copyBatch } from '../functions/snapshots/copy-batch/handler';
import { createHandler as planCopy } from '../functions/snapshots/plan-copy/handler';
import { createHandler as startExport } from '../functions/snapshots/start-export/handler';
import type { Clock } from '../packages/local-aws/clock';
import type { LambdaService } from '../packages/local-aws/services/lambda';
import { type FunctionName, type LocalResources, type Place, RAW_PREFIX } from './deploy';

export interface FunctionsOptions {
  readonly settings: Settings;
  readonly place: Place;
  readonly resources: LocalResources;
  readonly client: { readonly endpoint: string; readonly region: string };
  readonly clock: Clock;
  readonly register: LambdaService['registerFunction'];
}

/** The same handlers as on AWS, with clients that ask the local runtime and its clock. */
export function registerFunctions(options: FunctionsOptions): void {
  const { settings, place, resources, clock, register } = options;
  // As often as on AWS, but at once: virtual time stands still while a function runs, and real time is nobody's concern.
  const client = { ...options.client, retryStrategy: new ConfiguredRetryStrategy(DEFAULT_MAX_ATTEMPTS, 0) };
  const s3 = new S3Client(client);
  const dynamodb = new DynamoDBClient(client);
  const glue = new GlueClient(client);
  // Without a random part, S3 is asked again at once as well.
  const pace = { random: () => 0 };
  const common = { now: () => clock.now(), log: silentLog, metric: () => {}, settings, ...resources };
  const handlers: Record<FunctionName, Parameters<typeof register>[1]> = {
    'start-export': startExport({
      ...common,
      rds: new RDSClient(client),
      dynamodb,
      rawPrefix: RAW_PREFIX,
      exportKeyArn: resources.keyArn,
    }),
    'plan-copy': planCopy({ ...common, s3, dynamodb, pace }),
    'copy-batch': copyBatch({ ...common, s3, dynamodb, pace }),
    'commit-partitions': commitPartitions({ ...common, s3, dynamodb, pace }),
    'crawl-tables': crawlTables({ ...common, glue }),
    'apply-governance': applyGovernance({
      ...common,
      glue,
      dynamodb,
      lakeformation: new LakeFormationClient(client),
      catalogId: place.accountId,
      // What is written here can be read at once, and virtual time stands still while a function runs.
      wait: async () => {},
    }),
  };
  for (const [name, handler] of Object.entries(handlers)) register(deployedName(name), handler);
}
