import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { namesOf } from '../../../core/deployed-names';
import { producerNamed } from '../../../core/dynamodb/producers';
import { streamMachine } from '../../../core/machines';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const { dynamodb, environment } = bundledSettings('dynamodb', 'environment');
const { name, tables } = producerNamed(dynamodb, requiredEnv(ENV.tableStream));

export const handler = lambdaEntry(
  createMetrics('start-table-export'),
  createHandler({
    dynamodb: traced(new DynamoDBClient({})),
    s3: traced(new S3Client({})),
    exportsBucket: requiredEnv(ENV.exportsBucket),
    entry: name,
    tables,
    streamArn: requiredEnv(ENV.streamArn),
    machine: namesOf(environment).deployed(streamMachine('load-table', name)),
    now: Date.now,
    log: createLog('start-table-export'),
  }),
);
