import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { deployedOutput } from '../object/deployed-output';
import { createHandler } from './handler';

const metrics = createMetrics('report-comparison');
const { output } = deployedOutput();

export const handler = lambdaEntry(
  metrics,
  createHandler({
    output,
    s3: traced(new S3Client({})),
    workBucket: requiredEnv(ENV.workBucket),
    now: Date.now,
    log: createLog('report-comparison'),
    metric: metrics.record,
  }),
);
