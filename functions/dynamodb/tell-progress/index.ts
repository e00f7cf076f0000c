import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { namesOf } from '../../../core/deployed-names';
import { changeStreamName } from '../../../core/dynamodb/deployed';
import { producerNamed } from '../../../core/dynamodb/producers';
import { ENV, requiredEnv } from '../../shared/env';
import { createLog, createMetrics, lambdaEntry, traced } from '../../shared/powertools';
import { bundledSettings } from '../../shared/settings';
import { createHandler } from './handler';

const { dynamodb, environment } = bundledSettings('dynamodb', 'environment');
const producer = producerNamed(dynamodb, requiredEnv(ENV.tableStream));

export const handler = lambdaEntry(
  createMetrics('tell-progress'),
  createHandler({
    cloudwatch: traced(new CloudWatchClient({})),
    kinesis: traced(new KinesisClient({})),
    firehose: traced(new FirehoseClient({})),
    s3: traced(new S3Client({})),
    now: Date.now,
    log: createLog('tell-progress'),
    producer,
    streamName: changeStreamName(namesOf(environment), producer.name),
    landingBucket: requiredEnv(ENV.landingBucket),
  }),
);
