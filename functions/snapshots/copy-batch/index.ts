import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { createHandler } from './handler';

const metrics = createMetrics('copy-batch');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    s3: traced(new S3Client({})),
    dynamodb: traced(new DynamoDBClient({})),
    log: createLog('copy-batch'),
    metric: metrics.record,
    ledgerTable: requiredEnv(ENV.ledgerTable),
    lakeBucket: requiredEnv(ENV.lakeBucket),
  }),
);
