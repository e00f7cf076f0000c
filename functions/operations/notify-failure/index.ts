import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const metrics = createMetrics('notify-failure');

export const handler = lambdaEntry(
  metrics,
  createHandler({
    sfn: traced(new SFNClient({})),
    sns: traced(new SNSClient({})),
    dynamodb: traced(new DynamoDBClient({})),
    now: Date.now,
    log: createLog('notify-failure'),
    metric: metrics.record,
    settings: bundledSettings('environment', 'timeZone'),
    ledgerTable: requiredEnv(ENV.ledgerTable),
    topicArn: requiredEnv(ENV.noticesTopicArn),
  }),
);
