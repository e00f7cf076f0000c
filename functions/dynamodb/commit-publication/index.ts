import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('commit-publication');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    s3: traced(new S3Client({})),
    dynamodb: traced(new DynamoDBClient({})),
    glue: traced(new GlueClient({})),
    now: Date.now,
    wait,
    log: createLog('commit-publication'),
    metric: metrics.record,
    settings: bundledSettings('dynamodb', 'environment', 'lake'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    lakeBucket: requiredEnv(ENV.lakeBucket),
  }),
);
