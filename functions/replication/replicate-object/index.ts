import { SQSClient } from '@aws-sdk/client-sqs';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry } from '../../shared/powertools';
import { deployedMachines } from '../object/deployed-machines';
import { deployedOutput } from '../object/deployed-output';
import { deployedReplicator } from '../object/deployed-replicator';
import { createHandler } from './handler';

const log = createLog('replicate-object');
const metrics = createMetrics('replicate-object');
const { replication, output } = deployedOutput();
const { prefix } = replication.source;

export const handler = lambdaEntry(
  metrics,
  createHandler({
    ...deployedReplicator(output, log, metrics.record),
    handOver: deployedMachines(),
    sqs: new SQSClient({}),
    queueUrl: requiredEnv(ENV.queueUrl),
    selection: { source: { bucket: requiredEnv(ENV.sourceBucket), prefix }, output },
  }),
);
