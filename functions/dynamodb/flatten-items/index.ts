import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('flatten-items');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    oldImage: requiredEnv(ENV.oldImage) === 'true',
    partitionByEventDate: requiredEnv(ENV.partitionByEventDate) === 'true',
    partitionKey: bundledSettings('lake').lake.partitionKey,
    log: createLog('flatten-items'),
    metric: metrics.record,
  }),
);
