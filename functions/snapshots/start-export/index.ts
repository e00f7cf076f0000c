import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('start-export');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    rds: traced(new RDSClient({})),
    dynamodb: traced(new DynamoDBClient({})),
    now: Date.now,
    log: createLog('start-export'),
    metric: metrics.record,
    settings: bundledSettings('environment', 'exports', 'sources', 'timeZone'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    rawBucket: requiredEnv(ENV.rawBucket),
    rawPrefix: requiredEnv(ENV.rawPrefix),
    exportRoleArn: requiredEnv(ENV.exportRoleArn),
    exportKeyArn: requiredEnv(ENV.exportKeyArn),
  }),
);
