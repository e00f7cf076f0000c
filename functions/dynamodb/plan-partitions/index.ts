import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

export const handler = lambdaEntry(
  createMetrics('plan-partitions'),
  createHandler({
    s3: traced(new S3Client({})),
    dynamodb: traced(new DynamoDBClient({})),
    wait,
    settings: bundledSettings('dynamodb', 'environment', 'lake'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
