import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('plan-copy');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    s3: traced(new S3Client({})),
    dynamodb: traced(new DynamoDBClient({})),
    now: Date.now,
    log: createLog('plan-copy'),
    metric: metrics.record,
    settings: bundledSettings('environment', 'lake', 'sources', 'governance'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
