import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { S3 } from '@aws-sdk/client-s3';
import { parseProgress, progressKey } from '../../../../core/dynamodb/progress';
import { createHandler } from '../../../../functions/dynamodb/tell-progress/handler';
import { silentLog } from '../../../../functions/shared/log';
import { sleep, VirtualClock } from '../../../../packages/local-aws/clock';
import { type Aws, startAws } from '../../../../packages/local-aws/start-aws';

const MINUTE = 60_000;
const NAME = 'lakeferry-dynamodb-shop';
const Bucket = 'landing';
const StreamArn = `arn:aws:kinesis:us-east-1:111111111111:stream/${NAME}`;
const RoleARN = 'arn:aws:iam::111111111111:role/delivery';
let aws: Aws;
let dynamodb: DynamoDB;
let kinesis: Kinesis;
let firehose: Firehose;
let s3: S3;
let tell: ReturnType<typeof createHandler>;

beforeEach(async () => {
  const services = ['monitoring', 'dynamodb', 'kinesis', 'firehose', 's3'] as const;
  aws = await startAws({ services, clock: new VirtualClock(Date.parse('2026-11-20T02:00:00Z')) });
  const config = { ...aws.clientConfig(), maxAttempts: 1 };
  [dynamodb, kinesis, firehose, s3] = [new DynamoDB(config), new Kinesis(config), new Firehose(config), new S3(config)];
  await s3.createBucket({ Bucket });
  tell = createHandler({
    ...{ cloudwatch: new CloudWatchClient(config), kinesis, firehose, s3, log: silentLog },
    now: () => aws.clock.now(),
    producer: { name: 'shop', tables: ['orders'] },
    ...{ streamName: NAME, landingBucket: Bucket },
  });
});
afterEach(() => aws.close());

async function deploy(): Promise<void> {
  await dynamodb.createTable({
    ...{ TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' },
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  await kinesis.createStream({ StreamName: NAME, ShardCount: 1 });
  await pass(1);
  await firehose.createDeliveryStream({
    ...{ DeliveryStreamName: NAME, DeliveryStreamType: 'KinesisStreamAsSource' },
    KinesisStreamSourceConfiguration: { KinesisStreamARN: StreamArn, RoleARN },
    ExtendedS3DestinationConfiguration: {
      ...{ RoleARN, BucketARN: `arn:aws:s3:::${Bucket}` },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    },
  });
  await pass(1);
  await dynamodb.enableKinesisStreamingDestination({ TableName: 'orders', StreamArn });
  await pass(1);
}
const pass = (minutes: number): Promise<void> => sleep(aws.clock, minutes * MINUTE);
const write = (id: string) => dynamodb.putItem({ TableName: 'orders', Item: { id: { S: id } } });
/** Minutes that the delivery is behind, as the bucket tells. */
async function lag(): Promise<number> {
  await tell();
  const { Body } = await s3.getObject({ Bucket, Key: progressKey('shop') });
  const progress = parseProgress('shop', await Body!.transformToString());
  return Math.floor((aws.clock.now() - Date.parse(progress!.deliveredThrough)) / MINUTE);
}

it('an idle table moves on, five minutes behind CloudWatch', async () => {
  await deploy();
  await pass(60);
  expect(await lag()).toBe(6);
  await write('1');
  await pass(60);
  expect(await lag()).toBe(6);
});

it('a delivery that is stuck holds its changes back, and then goes on', async () => {
  await deploy();
  await pass(60);
  aws.faults.inject({ name: 'delivery-failed', target: NAME, times: 12 * 90 });
  const written = aws.clock.now();
  await write('1');
  await pass(40);
  expect(await lag()).toBeGreaterThanOrEqual(40);
  await pass(30);
  expect(await tell()).toMatchObject({ because: { stage: 'delivery' } });
  expect(await lag()).toBeGreaterThanOrEqual(Math.floor((aws.clock.now() - written) / MINUTE));
  await pass(120);
  expect(await lag()).toBe(6);
});

it('a table that the stream throttles holds them back', async () => {
  await deploy();
  await pass(60);
  aws.faults.inject({ name: 'record-throttled', target: NAME, times: 60 * 30 });
  await write('1');
  await pass(20);
  expect(await tell()).toMatchObject({ because: { stage: 'table', table: 'orders' } });
  expect(await lag()).toBeGreaterThanOrEqual(20);
  await pass(60);
  expect(await lag()).toBe(6);
});

it('a delivery stream that is gone leaves what was told, and says why', async () => {
  await deploy();
  await pass(60);
  const told = await tell();
  await firehose.deleteDeliveryStream({ DeliveryStreamName: NAME });
  await pass(30);
  const after = await tell();
  expect(after).toMatchObject({ deliveredThrough: told?.deliveredThrough, because: { stage: 'unknown' } });
  expect(after?.because.says).toContain(`The delivery stream ${NAME} is not there`);
});

it('says nothing before the stream is there', async () => {
  expect(await tell()).toBeUndefined();
});
