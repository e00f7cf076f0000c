import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { createHandler } from './handler';

const metrics = createMetrics('judge-databases');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    dynamodb: traced(new DynamoDBClient({})),
    log: createLog('judge-databases'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
  }),
);
