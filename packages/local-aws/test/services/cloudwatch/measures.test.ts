import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { S3 } from '@aws-sdk/client-s3';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';
import { elapse, STARTS_AT } from '../runtime';

const MINUTE = 60_000;
const TableName = 'orders';
const StreamName = 'changes';
const StreamArn = 'arn:aws:kinesis:us-east-1:111111111111:stream/changes';
const RoleARN = 'arn:aws:iam::111111111111:role/delivery';
const directory = mkdtempSync(join(tmpdir(), 'measures-'));
afterAll(() => rmSync(directory, { recursive: true }));
let aws: Aws;
let cloudwatch: CloudWatch;
let dynamodb: DynamoDB;
let kinesis: Kinesis;
const clock = () => aws.clock as VirtualClock;

beforeEach(async () => {
  const services = ['monitoring', 'dynamodb', 'kinesis', 'firehose', 's3'] as const;
  aws = await startAws({ services, clock: new VirtualClock(STARTS_AT) });
  const config = { ...aws.clientConfig(), maxAttempts: 1 };
  [cloudwatch, dynamodb, kinesis] = [new CloudWatch(config), new DynamoDB(config), new Kinesis(config)];
  await new S3(config).createBucket({ Bucket: 'landing' });
  await dynamodb.createTable({
    ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  await kinesis.createStream({ StreamName, ShardCount: 1 });
  await elapse(clock(), 5000);
  await new Firehose(config).createDeliveryStream({
    ...{ DeliveryStreamName: 'landing', DeliveryStreamType: 'KinesisStreamAsSource' },
    KinesisStreamSourceConfiguration: { KinesisStreamARN: StreamArn, RoleARN },
    ExtendedS3DestinationConfiguration: {
      ...{ RoleARN, BucketARN: 'arn:aws:s3:::landing' },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    },
  });
  await elapse(clock(), 10_000);
  await dynamodb.enableKinesisStreamingDestination({ TableName, StreamArn });
  await elapse(clock(), 45_000);
  await elapse(clock(), MINUTE - (clock().now() % MINUTE));
});
afterEach(async () => {
  for (const each of [cloudwatch, dynamodb, kinesis]) each.destroy();
  await aws.close();
});

const OF_TABLE = ['AWS/DynamoDB', 'TableName', TableName] as const;
const OF_STREAM = ['AWS/Kinesis', 'StreamName', StreamName] as const;
const OF_DELIVERY = ['AWS/Firehose', 'DeliveryStreamName', 'landing'] as const;

async function valuesOf(
  [Namespace, Name, Value]: readonly [string, string, string],
  MetricName: string,
  Stat = 'Maximum',
): Promise<readonly number[]> {
  const { Metrics = [] } = await cloudwatch.listMetrics({ Namespace, MetricName, Dimensions: [{ Name, Value }] });
  if (Metrics.length === 0) return [];
  const { MetricDataResults = [] } = await cloudwatch.getMetricData({
    ...{ StartTime: new Date(STARTS_AT), EndTime: new Date(clock().now()), ScanBy: 'TimestampAscending' },
    MetricDataQueries: [{ Id: 'a', MetricStat: { Metric: Metrics[0], Period: 60, Stat } }],
  });
  return MetricDataResults[0]?.Values ?? [];
}
const write = (id: string) => dynamodb.putItem({ TableName, Item: { id: { S: id } } });

it('a change is counted on its way, and is as old in Firehose as it has waited', async () => {
  await write('1');
  await elapse(clock(), 3 * MINUTE);
  expect(await valuesOf(OF_TABLE, 'AgeOfOldestUnreplicatedRecord')).toEqual([0]);
  expect(await valuesOf(OF_STREAM, 'IncomingRecords', 'Sum')).toEqual([1]);
  expect(await valuesOf(OF_STREAM, 'GetRecords.IteratorAgeMilliseconds')).toEqual([0, 0]);
  expect(await valuesOf(OF_DELIVERY, 'DataReadFromKinesisStream.Records', 'Sum')).toEqual([0, 1]);
  expect(await valuesOf(OF_DELIVERY, 'DeliveryToS3.DataFreshness')).toEqual([60, 61]);
  expect(await valuesOf(OF_DELIVERY, 'DeliveryToS3.Records', 'Sum')).toEqual([1]);
});

it('what a bucket refuses grows old while it waits, and is no older once it was taken', async () => {
  aws.faults.inject({ name: 'delivery-failed', target: 'landing', times: 40 });
  await write('1');
  await elapse(clock(), 3 * MINUTE);
  expect(await valuesOf(OF_DELIVERY, 'DeliveryToS3.DataFreshness')).toEqual([60, 120, 180]);
  expect(await valuesOf(OF_DELIVERY, 'DeliveryToS3.Success')).toEqual([0, 0]);
  await elapse(clock(), 3 * MINUTE);
  expect((await valuesOf(OF_DELIVERY, 'DeliveryToS3.DataFreshness')).slice(0, 4)).toEqual([60, 120, 180, 240]);
  await elapse(clock(), 10 * MINUTE);
  expect(await valuesOf(OF_DELIVERY, 'DeliveryToS3.DataFreshness')).toHaveLength(5);
});

it('a change that the stream throttles waits in DynamoDB', async () => {
  aws.faults.inject({ name: 'record-throttled', target: StreamName, times: 90 });
  await write('1');
  await elapse(clock(), 4 * MINUTE);
  expect(await valuesOf(OF_TABLE, 'AgeOfOldestUnreplicatedRecord')).toEqual([60_000, 90_000]);
  expect(await valuesOf(OF_TABLE, 'ThrottledPutRecordCount', 'Sum')).toEqual([60, 30]);
  expect(await valuesOf(OF_STREAM, 'WriteProvisionedThroughputExceeded', 'Sum')).toEqual([60, 30]);
});

it('of the changes that wait only the oldest is told', async () => {
  aws.faults.inject({ name: 'record-throttled', target: StreamName, times: 1000 });
  await write('1');
  await elapse(clock(), 30_000);
  await write('2');
  await elapse(clock(), 60_000);
  expect(await valuesOf(OF_TABLE, 'AgeOfOldestUnreplicatedRecord', 'SampleCount')).toEqual([1]);
  expect(await valuesOf(OF_TABLE, 'AgeOfOldestUnreplicatedRecord', 'Minimum')).toEqual([60_000]);
});

it('a change that is too large for the stream is counted as lost', async () => {
  const Item = { id: { S: '1' }, text: { L: Array.from({ length: 60_000 }, () => ({ NULL: true })) } };
  await dynamodb.putItem({ TableName, Item });
  await dynamodb.putItem({ TableName, Item: { ...Item, more: { S: 'x' } } });
  await elapse(clock(), 2 * MINUTE);
  expect(await valuesOf(OF_TABLE, 'FailedToReplicateRecordCount', 'Sum')).toEqual([1]);
});
