import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { createHandler } from './handler';

const metrics = createMetrics('write-partition');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    s3: traced(new S3Client({})),
    lakeBucket: requiredEnv(ENV.lakeBucket),
    workBucket: requiredEnv(ENV.workBucket),
    log: createLog('write-partition'),
  }),
);
