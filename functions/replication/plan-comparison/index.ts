import { S3Client } from '@aws-sdk/client-s3';
import { ENV, requiredEnv } from '../../shared/env';
import { createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { StreamS3 } from '../../shared/s3-stream';
import { deployedOutput } from '../object/deployed-output';
import { createHandler } from './handler';

const { replication, output } = deployedOutput();

export const handler = lambdaEntry(
  createMetrics('plan-comparison'),
  createHandler({
    output,
    source: new StreamS3(new S3Client({})),
    sourceBucket: requiredEnv(ENV.sourceBucket),
    prefix: replication.source.prefix,
    s3: traced(new S3Client({})),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
