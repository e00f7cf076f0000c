import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { createHandler } from './handler';

export const handler = lambdaEntry(
  createMetrics('describe-export'),
  createHandler({
    rds: traced(new RDSClient({})),
    s3: traced(new S3Client({})),
    now: Date.now,
    log: createLog('describe-export'),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
