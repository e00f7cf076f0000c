import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

export const handler = lambdaEntry(
  createMetrics('plan-publication'),
  createHandler({
    s3: traced(new S3Client({})),
    dynamodb: traced(new DynamoDBClient({})),
    now: Date.now,
    log: createLog('plan-publication'),
    settings: bundledSettings('dynamodb', 'lake'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    landingBucket: requiredEnv(ENV.landingBucket),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
