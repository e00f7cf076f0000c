import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry } from '../../shared/powertools';
import { deployedOutput } from '../object/deployed-output';
import { deployedReplicator } from '../object/deployed-replicator';
import { createHandler } from './handler';

const log = createLog('open-upload');
const metrics = createMetrics('open-upload');
const { output } = deployedOutput();

export const handler = lambdaEntry(
  metrics,
  createHandler({
    ...deployedReplicator(output, log, metrics.record),
    s3: new S3Client({}),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
