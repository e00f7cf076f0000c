import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

export const handler = lambdaEntry(
  createMetrics('load-rows'),
  createHandler({
    s3: traced(new S3Client({})),
    exportsBucket: requiredEnv(ENV.exportsBucket),
    landingBucket: requiredEnv(ENV.landingBucket),
    entry: requiredEnv(ENV.tableStream),
    oldImage: requiredEnv(ENV.oldImage) === 'true',
    partitionKey: bundledSettings('lake').lake.partitionKey,
    now: Date.now,
    log: createLog('load-rows'),
  }),
);
