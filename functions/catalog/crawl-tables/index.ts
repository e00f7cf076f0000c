import { GlueClient } from '@aws-sdk/client-glue';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('crawl-tables');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    glue: traced(new GlueClient({})),
    now: Date.now,
    log: createLog('crawl-tables'),
    metric: metrics.record,
    settings: bundledSettings('environment'),
  }),
);
