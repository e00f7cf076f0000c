import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { createHandler } from './handler';

export const handler = lambdaEntry(
  createMetrics('follow-table-export'),
  createHandler({
    dynamodb: traced(new DynamoDBClient({})),
    s3: traced(new S3Client({})),
    exportsBucket: requiredEnv(ENV.exportsBucket),
    now: Date.now,
    log: createLog('follow-table-export'),
  }),
);
