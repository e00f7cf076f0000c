import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { S3, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { landingStatus } from '../../../../bin/dynamodb/status/landing-status';
import { publicationStatus } from '../../../../bin/dynamodb/status/publication-status';
import { type EntryStatus, statusText } from '../../../../bin/dynamodb/status/status-text';
import { streamStatus } from '../../../../bin/dynamodb/status/stream-status';
import { tableMark } from '../../../../core/dynamodb/publication/table-mark';
import { type Aws, startAws } from '../../../../packages/local-aws';
import { VirtualClock } from '../../../../packages/local-aws/clock';
import { elapse } from '../../../../packages/local-aws/test/services/runtime';

const Bucket = 'landing';
const PROGRESS = {
  entry: 'orders',
  deliveredThrough: '2026-11-27T10:00:00.000Z',
  judgedAt: '2026-11-27T10:05:00.000Z',
  because: { stage: 'delivery', says: 'Firehose has changes of 5 minutes.' },
};

describe('an account', () => {
  let aws: Aws;
  beforeAll(async () => {
    const services = ['s3', 'dynamodb', 'kinesis', 'firehose'] as const;
    aws = await startAws({ services, clock: new VirtualClock(Date.parse('2026-11-27T10:00:00Z')) });
  });
  afterAll(() => aws.close());

  it('tells of each table whether it goes into the stream, and whether somebody reads it', async () => {
    const [dynamodb, kinesis] = [new DynamoDB(aws.clientConfig()), new Kinesis(aws.clientConfig())];
    await kinesis.createStream({ StreamName: 'changes', ShardCount: 1 });
    await elapse(aws.clock as VirtualClock, 5000);
    const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
    const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
    for (const TableName of ['streamed', 'other'])
      await dynamodb.createTable({ TableName, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions, KeySchema });
    await elapse(aws.clock as VirtualClock, 5000);
    const StreamArn = 'arn:aws:kinesis:us-east-1:111111111111:stream/changes';
    await dynamodb.enableKinesisStreamingDestination({ TableName: 'streamed', StreamArn });
    await elapse(aws.clock as VirtualClock, 5000);
    const clients = { dynamodb, firehose: new Firehose(aws.clientConfig()) };
    const tables = ['streamed', 'other', 'none'];
    expect(await streamStatus(clients, { tables, streamName: 'changes' })).toEqual({
      tables: [
        { table: 'streamed', streaming: 'ACTIVE' },
        { table: 'other', streaming: 'not streamed' },
        { table: 'none', streaming: 'no such table' },
      ],
      delivery: 'not there',
    });
  });

  it('tells progress, and which failed files no replay has touched', async () => {
    const s3 = new S3(aws.clientConfig());
    await s3.createBucket({ Bucket });
    const put = (Key: string, Body = '{}') => s3.putObject({ Bucket, Key, Body });
    expect(await landingStatus(s3, Bucket, 'orders')).toMatchObject({ progress: null, failedFiles: 0 });
    await put('dynamodb-progress/orders.json', JSON.stringify(PROGRESS));
    for (const name of ['a', 'b']) await put(`dynamodb-failed/orders/processing-failed/${name}`);
    await put('dynamodb-replayed/orders/processing-failed/a.json');
    await put('dynamodb-failed/other/processing-failed/c');
    expect(await landingStatus(s3, Bucket, 'orders')).toEqual({
      ...{ bucket: Bucket, progress: PROGRESS, failedFiles: 2, notReplayed: 1 },
    });
  });
});

it('knows nothing of a landing bucket that it may not read', async () => {
  const mocked = mockClient(S3Client);
  mocked.onAnyCommand().rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));
  expect(await landingStatus(new S3Client({}), Bucket, 'orders')).toBeUndefined();
  mocked.restore();
});

it('tells of published tables by their names, whatever types their columns have', () => {
  const decimals = { total: 'decimal(9,2)' };
  const tables = [tableMark({ glueTable: 'table0', decimals: {} }), tableMark({ glueTable: 'table1', decimals })];
  const published = { through: '2026-11-26', tables: ['table0', 'table1'] };
  expect(publicationStatus({ through: '2026-11-26', listedAt: '', tables, revision: 'r' })).toEqual(published);
  expect(publicationStatus(undefined)).toEqual({ through: null, tables: [] });
});

const STATUS: EntryStatus = {
  entry: 'orders',
  stream: { tables: [{ table: 'orders', streaming: 'ACTIVE' }], delivery: 'ACTIVE' },
  landing: { bucket: Bucket, progress: PROGRESS as never, failedFiles: 2, notReplayed: 1 },
  published: { through: '2026-11-26', tables: ['orders'] },
  runs: [{ machine: 'publish-partition', name: 'x', status: 'SUCCEEDED' }],
};

it('says one fact a line', () => {
  expect(statusText(STATUS).split('\n')).toEqual([
    'table orders: ACTIVE',
    'delivery: ACTIVE',
    'progress: every change before 2026-11-27T10:00:00.000Z has arrived. Firehose has changes of 5 minutes.',
    'failed records: 2 files, of which 1 were not replayed: npx lakeferry dynamodb replay orders',
    'published: through 2026-11-26 (orders)',
    'publish-partition: SUCCEEDED (x)',
  ]);
});

it('names the command that replays as it has to be written where the status was asked', () => {
  expect(statusText(STATUS, ['--local'])).toContain(
    'were not replayed: npx lakeferry dynamodb replay orders --local\n',
  );
});

it.each<[string, EntryStatus]>([
  ['landing bucket: you may not read it (landing.readers)', { entry: 'orders', landing: null, runs: [] }],
  ['published: nothing yet', { entry: 'orders', published: { through: null, tables: [] }, runs: [] }],
])('says %j', (line, status) => {
  expect(statusText(status)).toBe(line);
});
