import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KMSClient } from '@aws-sdk/client-kms';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

/** Of the fifteen minutes that the function may take; the rest is for reading, before and after. */
const APPLIES_FOR_MS = 600_000;

const metrics = createMetrics('apply-governance');

const { dynamodb, environment, lake, landing, replications, ...settings } = bundledSettings(
  'accounts',
  'dynamodb',
  'environment',
  'governance',
  'lake',
  'landing',
  'replications',
);
const { governed, ...governance } = settings.governance;

export const handler = lambdaEntry(
  metrics,
  createHandler({
    glue: traced(new GlueClient({})),
    // every throttled request shows in the pace; `persist` repeats them
    lakeformation: traced(new LakeFormationClient({ maxAttempts: 1 })),
    dynamodb: traced(new DynamoDBClient({})),
    files: {
      s3: traced(new S3Client({})),
      kms: traced(new KMSClient({})),
      settings: { dynamodb, environment, lake, landing, replications },
    },
    log: createLog('apply-governance'),
    metric: metrics.record,
    // the hash of the policy is that of the configuration
    settings: { ...settings, governance },
    isDeployed: true,
    governed,
    ledgerTable: requiredEnv(ENV.ledgerTable),
    catalogId: requiredEnv(ENV.catalogId),
    appliesForMs: APPLIES_FOR_MS,
  }),
);
