import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('apply-governance');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    glue: traced(new GlueClient({})),
    lakeformation: traced(new LakeFormationClient({})),
    dynamodb: traced(new DynamoDBClient({})),
    log: createLog('apply-governance'),
    metric: metrics.record,
    settings: bundledSettings('accounts', 'governance'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    catalogId: requiredEnv(ENV.catalogId),
  }),
);
