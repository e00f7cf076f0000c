import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { createHandler } from './handler';

const metrics = createMetrics('sort-rows');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    s3: traced(new S3Client({})),
    landingBucket: requiredEnv(ENV.landingBucket),
    workBucket: requiredEnv(ENV.workBucket),
    log: createLog('sort-rows'),
    metric: metrics.record,
  }),
);
