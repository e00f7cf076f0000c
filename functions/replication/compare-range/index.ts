import { S3Client } from '@aws-sdk/client-s3';
import { collectEarly } from '../../shared/collect-early';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { deployedMachines } from '../object/deployed-machines';
import { deployedOutput } from '../object/deployed-output';
import { deployedReplicator } from '../object/deployed-replicator';
import { createHandler } from './handler';

collectEarly();
const log = createLog('compare-range');
const metrics = createMetrics('compare-range');
const { replication, output } = deployedOutput();

export const handler = lambdaEntry(
  metrics,
  createHandler({
    ...deployedReplicator(output, log, metrics.record),
    handOver: deployedMachines(),
    sourceBucket: requiredEnv(ENV.sourceBucket),
    prefix: replication.source.prefix,
    s3: traced(new S3Client({})),
    workBucket: requiredEnv(ENV.workBucket),
  }),
);
