import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { memoryStore } from '../../..';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';
import { elapse, STARTS_AT } from '../runtime';

const TableName = 'orders';
const StreamName = 'changes';
const StreamArn = 'arn:aws:kinesis:us-east-1:111111111111:stream/changes';
const directory = mkdtempSync(join(tmpdir(), 'capture-'));
afterAll(() => rmSync(directory, { recursive: true }));
let aws: Aws;
let dynamodb: DynamoDB;
let kinesis: Kinesis;
const clock = () => aws.clock as VirtualClock;

async function start(options: Parameters<typeof startAws>[0] = {}): Promise<void> {
  aws = await startAws({ services: ['dynamodb', 'kinesis'], clock: new VirtualClock(STARTS_AT), ...options });
  dynamodb = new DynamoDB({ ...aws.clientConfig(), maxAttempts: 1 });
  kinesis = new Kinesis({ ...aws.clientConfig(), maxAttempts: 1 });
}

async function withTable(): Promise<void> {
  await dynamodb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  await kinesis.createStream({ StreamName, ShardCount: 1 });
  await elapse(clock(), 5000);
}

type Precision = 'MICROSECOND' | 'MILLISECOND';
async function captured(precision: Precision = 'MICROSECOND'): Promise<void> {
  await withTable();
  const EnableKinesisStreamingConfiguration = { ApproximateCreationDateTimePrecision: precision };
  await dynamodb.enableKinesisStreamingDestination({ TableName, StreamArn, EnableKinesisStreamingConfiguration });
  await elapse(clock(), 5000);
}

async function stop(): Promise<void> {
  dynamodb.destroy();
  kinesis.destroy();
  await aws.close();
}
afterEach(stop);

const put = (id: string, text = 'x') => dynamodb.putItem({ TableName, Item: { id: { S: id }, text: { S: text } } });
const remove = (id: string) => dynamodb.deleteItem({ TableName, Key: { id: { S: id } } });

interface Recorded {
  readonly eventID: string;
  readonly eventName: string;
  readonly userIdentity: object | null;
  readonly dynamodb: Readonly<Record<string, unknown>> & { readonly ApproximateCreationDateTime: number };
}
async function texts(name = StreamName): Promise<string[]> {
  // what a fault delays comes a second later
  await elapse(clock(), 2000);
  const at = { StreamName: name, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' as const };
  const { ShardIterator } = await kinesis.getShardIterator(at);
  const { Records = [] } = await kinesis.getRecords({ ShardIterator });
  return Records.map(({ Data }) => Buffer.from(Data!).toString());
}
const records = async (name?: string) => (await texts(name)).map((text) => JSON.parse(text) as Recorded);
const names = async () => (await records()).map(({ eventName }) => eventName);
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'taken',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

describe('changes reach the stream', () => {
  it('in the compact form that AWS writes, with both images, in order', async () => {
    await start();
    await captured();
    await put('r1', 'a');
    const UpdateExpression = 'SET #t = :t';
    const update = { ExpressionAttributeNames: { '#t': 'text' }, ExpressionAttributeValues: { ':t': { S: 'b' } } };
    await dynamodb.updateItem({ TableName, Key: { id: { S: 'r1' } }, UpdateExpression, ...update });
    await remove('r1');
    const [first = '', second = '', third = ''] = await texts();
    expect(first).toMatch(
      /^\{"awsRegion":"us-east-1","eventID":"[0-9a-f-]{36}","eventName":"INSERT","userIdentity":null,"recordFormat":"application\/json","tableName":"orders","dynamodb":\{"ApproximateCreationDateTime":\d{16},"Keys":\{"id":\{"S":"r1"\}\},"NewImage":\{"id":\{"S":"r1"\},"text":\{"S":"a"\}\},"SizeBytes":13,"ApproximateCreationDateTimePrecision":"MICROSECOND"\},"eventSource":"aws:dynamodb"\}$/,
    );
    expect(JSON.parse(second)).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: { NewImage: { text: { S: 'b' } }, OldImage: { text: { S: 'a' } } },
    });
    expect(JSON.parse(third)).toMatchObject({ eventName: 'REMOVE', dynamodb: { OldImage: { text: { S: 'b' } } } });
    expect(third).not.toContain('NewImage');
    const times = (await records()).map((each) => each.dynamodb.ApproximateCreationDateTime);
    expect(times).toEqual([...new Set(times)].sort());
  });

  it('with the text of numeric keys that the table keeps, however a call writes them', async () => {
    await start();
    await captured();
    const byNumber = { TableName: 'numbers' };
    await dynamodb.createTable({
      ...byNumber,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'n', AttributeType: 'N' }],
    });
    await elapse(clock(), 5000);
    await dynamodb.enableKinesisStreamingDestination({ ...byNumber, StreamArn });
    await elapse(clock(), 5000);
    await dynamodb.putItem({ ...byNumber, Item: { n: { N: '15.0' } } });
    await dynamodb.putItem({ ...byNumber, Item: { n: { N: '1.5e1' }, text: { S: 'b' } } });
    await dynamodb.deleteItem({ ...byNumber, Key: { n: { N: '015.00' } } });
    const told = (await records()).map(({ eventName, dynamodb: { Keys } }) => [eventName, Keys]);
    expect(told).toEqual(['INSERT', 'MODIFY', 'REMOVE'].map((event) => [event, { n: { N: '15' } }]));
  });

  it('none for a write that changes nothing or is refused', async () => {
    await start();
    await captured();
    const Item = { id: { S: 'r1' }, set: { SS: ['a', 'b'] } };
    await dynamodb.putItem({ TableName, Item });
    await dynamodb.putItem({ TableName, Item: { ...Item, set: { SS: ['b', 'a'] } } });
    const ConditionExpression = 'attribute_not_exists(id)';
    expect(await refusal(dynamodb.putItem({ TableName, Item, ConditionExpression }))).toMatch(
      /^ConditionalCheckFailed/,
    );
    await remove('absent');
    expect(await names()).toEqual(['INSERT']);
  });

  it('of batches, and of writes that come at once', async () => {
    await start();
    await captured();
    const puts = ['a', 'b'].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
    await dynamodb.batchWriteItem({ RequestItems: { [TableName]: puts } });
    const UpdateExpression = 'ADD n :one';
    const update = { UpdateExpression, ExpressionAttributeValues: { ':one': { N: '1' } } };
    await Promise.all(
      Array.from({ length: 9 }, () => dynamodb.updateItem({ TableName, Key: { id: { S: 'a' } }, ...update })),
    );
    const all = await records();
    expect(all.map(({ eventName }) => eventName)).toEqual(['INSERT', 'INSERT', ...Array(9).fill('MODIFY')]);
    const counted = all.slice(2).map((each) => (each.dynamodb.NewImage as { n: { N: string } }).n.N);
    expect(counted).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('of items whose time to live is over, and they say so', async () => {
    await start();
    await captured();
    await dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' } });
    const seconds = Math.floor(clock().now() / 1000);
    for (const [id, until] of [
      ['old', seconds - 60],
      ['young', seconds + 3600],
    ] as const)
      await dynamodb.putItem({ TableName, Item: { id: { S: id }, until: { N: String(until) } } });
    expect(await aws.service('dynamodb').expire(TableName)).toBe(1);
    expect((await records()).at(-1)).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: { Keys: { id: { S: 'old' } } },
    });
  });

  it('twice, or behind younger ones, by faults', async () => {
    await start();
    await captured();
    aws.faults.inject({ name: 'change-duplicated', target: TableName });
    const letTimePass = clock().acquire();
    await put('a');
    aws.faults.inject({ name: 'change-delayed', target: TableName });
    await put('b');
    await put('c');
    letTimePass();
    const keys = (await records()).map((each) => (each.dynamodb.Keys as { id: { S: string } }).id.S);
    expect(keys).toEqual(['a', 'a', 'c', 'b']);
  });

  it('a second late when the stream throttles', async () => {
    await start();
    await captured();
    aws.faults.inject({ name: 'record-throttled', target: StreamName });
    await put('a');
    expect(await names()).toEqual(['INSERT']);
  });

  it('not at all when they are too large for it', async () => {
    await start();
    await captured();
    const large = (first: number) => {
      const b = Buffer.alloc(399_000, first);
      return dynamodb.putItem({ TableName, Item: { id: { S: 'large' }, b: { B: b } } });
    };
    await large(1);
    // 399 KB twice, in base64, are more than 1 MiB
    await large(2);
    await put('small');
    expect(await names()).toEqual(['INSERT', 'INSERT']);
  });
});

describe('a streaming destination', () => {
  it('is refused in the words of AWS', async () => {
    await start();
    await withTable();
    const enable = () => dynamodb.enableKinesisStreamingDestination({ TableName, StreamArn });
    const change = (precision: Precision) =>
      dynamodb.updateKinesisStreamingDestination({
        ...{ TableName, StreamArn },
        UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
      });
    expect(await refusal(change('MICROSECOND'))).toContain('No streaming destination with streamArn: ');
    const absent = dynamodb.enableKinesisStreamingDestination({ TableName, StreamArn: `${StreamArn}-absent` });
    expect(await refusal(absent)).toBe('ValidationException: User does not have a permission to use kinesis stream');
    expect(await refusal(dynamodb.describeKinesisStreamingDestination({ TableName: 'bad-table' }))).toBe(
      'ResourceNotFoundException: Requested resource not found: Table: bad-table not found',
    );
    expect(await enable()).toMatchObject({ DestinationStatus: 'ENABLING', EnableKinesisStreamingConfiguration: {} });
    expect(await refusal(enable())).toMatch(/^ValidationException: Table is not in a valid state to enable/);
    await elapse(clock(), 5000);
    await change('MICROSECOND');
    await elapse(clock(), 5000);
    expect(await refusal(change('MICROSECOND'))).toMatch(
      /Precision is already set to the desired value of MICROSECOND/,
    );
  });

  it('changes its precision and ends, and what comes between is as it says', async () => {
    await start();
    await captured('MILLISECOND');
    const describe = async () =>
      (await dynamodb.describeKinesisStreamingDestination({ TableName })).KinesisDataStreamDestinations;
    await put('a');
    await dynamodb.updateKinesisStreamingDestination({
      ...{ TableName, StreamArn },
      UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    });
    await elapse(clock(), 5000);
    expect(await describe()).toEqual([
      { StreamArn, DestinationStatus: 'ACTIVE', ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    ]);
    await put('b');
    await dynamodb.disableKinesisStreamingDestination({ TableName, StreamArn });
    await put('c');
    await elapse(clock(), 5000);
    expect(await describe()).toMatchObject([{ DestinationStatus: 'DISABLED' }]);
    const digits = (await records()).map((each) => String(each.dynamodb.ApproximateCreationDateTime).length);
    expect(digits).toEqual([13, 16]);
  });
});

it('a write that a kill cut off is found at the next start', async () => {
  const store = { ...memoryStore(), close: async () => {} };
  await start({ store, directory });
  await captured();
  await put('a', 'before');
  const { append } = store;
  // the process is gone once dynalite has the item: nothing more is written
  store.append = (writes) => {
    if (writes.some(({ namespace }) => namespace === 'dynamodb-outbox')) throw new Error('killed');
    append(writes);
  };
  await refusal(put('a', 'after'));
  store.append = append;
  await stop();
  await start({ store, directory, clock: new VirtualClock(STARTS_AT + 60_000) });
  expect((await records()).at(-1)?.dynamodb).toMatchObject({
    OldImage: { text: { S: 'before' } },
    NewImage: { text: { S: 'after' } },
  });
});

it('changes for a stream that is gone hold up none for the stream that follows it', async () => {
  await start();
  await captured();
  await kinesis.createStream({ StreamName: 'next', ShardCount: 1 });
  await kinesis.deleteStream({ StreamName });
  await elapse(clock(), 5000);
  await put('lost');
  await dynamodb.disableKinesisStreamingDestination({ TableName, StreamArn });
  await elapse(clock(), 5000);
  await dynamodb.enableKinesisStreamingDestination({ TableName, StreamArn: StreamArn.replace('changes', 'next') });
  await elapse(clock(), 5000);
  await put('kept');
  const keys = (await records('next')).map((each) => each.dynamodb.Keys);
  expect(keys).toEqual([{ id: { S: 'kept' } }]);
});

it('a table of the same name that comes later has no destination', async () => {
  await start();
  await captured();
  await dynamodb.deleteTable({ TableName });
  await kinesis.deleteStream({ StreamName });
  await elapse(clock(), 5000);
  await withTable();
  const { KinesisDataStreamDestinations } = await dynamodb.describeKinesisStreamingDestination({ TableName });
  expect(KinesisDataStreamDestinations).toEqual([]);
});

it('point-in-time recovery is off, unavailable for a new table, and then says from when to when', async () => {
  await start();
  await withTable();
  const backups = async () => (await dynamodb.describeContinuousBackups({ TableName })).ContinuousBackupsDescription;
  expect((await backups())?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('DISABLED');
  const enabledAt = clock().now();
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
  await elapse(clock(), 3_600_000);
  expect((await backups())?.PointInTimeRecoveryDescription).toEqual({
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: 35,
    EarliestRestorableDateTime: new Date(enabledAt),
    LatestRestorableDateTime: new Date(enabledAt + 3_300_000),
  });
});
