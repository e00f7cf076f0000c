import {
  CreateTableCommand,
  DescribeKinesisStreamingDestinationCommand,
  EnableKinesisStreamingDestinationCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  PutRecordCommand as PutFirehoseRecordCommand,
} from '@aws-sdk/client-firehose';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  PutRecordCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { AwsClients } from '../clients';
import { arnOf, BUCKET, ROLE } from '../places';
import type { Record } from './record';

const StreamName = 'killed';
const ShardId = 'shardId-000000000000';
/** Time runs 600 times as fast: nothing may expire while the suite runs. */
const RetentionPeriodHours = 8760;

async function textsOf({ kinesis }: AwsClients, name = StreamName): Promise<string[]> {
  const from = { StreamName: name, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
  let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(from));
  const texts: string[] = [];
  for (;;) {
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    texts.push(...(answer.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
    if (answer.MillisBehindLatest === 0) return texts;
    ShardIterator = answer.NextShardIterator;
  }
}

async function createStream({ kinesis }: AwsClients, name: string): Promise<void> {
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  const isActive = () => waitUntilStreamExists({ client: kinesis, maxWaitTime: 60, minDelay: 1 }, { StreamName: name });
  await isActive();
  await kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName: name, RetentionPeriodHours }));
  // it is UPDATING, and a table is not streamed into it
  await isActive();
}

const record: Record = {
  service: 'kinesis',
  what: 'a record of a stream',
  setUp: (aws) => createStream(aws, StreamName),
  async make({ kinesis }, id) {
    await kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.from(id), PartitionKey: id }));
    return id;
  },
  async missing(aws, made) {
    const texts = await textsOf(aws);
    const once = new Set(texts);
    const repeated = texts.length === once.size ? [] : [`${texts.length - once.size} records came twice`];
    return [...made.filter((id) => !once.has(id)).map((id) => `${id}: not in the stream`), ...repeated];
  },
};

const TableName = 'captured';

/** May come twice: a kill between the stream and the outbox sends it again. */
const change: Record = {
  service: 'dynamodb',
  what: 'the change of an item in the stream of its table',
  isSlow: true,
  async setUp(aws) {
    await createStream(aws, TableName);
    const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' as const }];
    const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' as const }];
    const table = { TableName, BillingMode: 'PAY_PER_REQUEST' as const, KeySchema, AttributeDefinitions };
    await aws.dynamodb.send(new CreateTableCommand(table));
    const StreamArn = arnOf('kinesis', `stream/${TableName}`);
    await aws.dynamodb.send(new EnableKinesisStreamingDestinationCommand({ TableName, StreamArn }));
    for (;;) {
      const { KinesisDataStreamDestinations: [destination] = [] } = await aws.dynamodb.send(
        new DescribeKinesisStreamingDestinationCommand({ TableName }),
      );
      if (destination?.DestinationStatus === 'ACTIVE') return;
    }
  },
  async make({ dynamodb }, id) {
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: id } } }));
    return id;
  },
  async missing(aws, made) {
    const text = (await textsOf(aws, TableName)).join('\n');
    return made.filter((id) => !text.includes(`{"S":"${id}"}`)).map((id) => `${id}: no change in the stream`);
  },
};

const DeliveryStreamName = 'killed';
const Prefix = 'delivered/';

/** May come twice: a kill between the bucket and the store delivers it again. */
const delivery: Record = {
  service: 'firehose',
  what: 'a record that was put to a delivery stream',
  isSlow: true,
  async setUp({ firehose }) {
    const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 60 };
    const ExtendedS3DestinationConfiguration = {
      ...{ RoleARN: ROLE, BucketARN: `arn:aws:s3:::${BUCKET}`, Prefix, BufferingHints },
    };
    await firehose.send(new CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration }));
    for (;;) {
      const { DeliveryStreamDescription } = await firehose.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
      );
      if (DeliveryStreamDescription?.DeliveryStreamStatus === 'ACTIVE') return;
    }
  },
  async make({ firehose }, id) {
    await firehose.send(new PutFirehoseRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from(`"${id}"`) } }));
    return id;
  },
  async missing({ s3 }, made) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
    const bodies = Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return Body?.transformToString();
    });
    const text = (await Promise.all(bodies)).join('\n');
    return made.filter((id) => !text.includes(`"${id}"`)).map((id) => `${id}: not in the bucket`);
  },
};

export const STREAM_RECORDS: readonly Record[] = [record, change, delivery];
