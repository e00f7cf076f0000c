import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { ClassicLevel } from 'classic-level';
import { createDynamoDb, type DynamoDb } from '../../../services/dynamodb';
import { createEngine } from '../../../services/dynamodb/engine';
import { settleTables } from '../../../services/dynamodb/settle-tables';
import type { TimeToLiveSettings } from '../../../services/dynamodb/time-to-live';
import { DurableMap, memoryStore } from '../../../store';

const TableName = 'lakeferry-ledger';
const store = memoryStore();
const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
let service: DynamoDb;
let server: Server;
let client: DynamoDBClient;

/** Serves it as the gateway does: reads the body, then hands over. */
async function serve(): Promise<void> {
  const timeToLive: TimeToLiveSettings = await DurableMap.load(store, 'dynamodb-time-to-live');
  service = createDynamoDb({ directory, accountId: '111111111111', region: 'eu-west-1', timeToLive });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await service.handle(request, response, Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  await service.close();
}

beforeAll(async () => {
  await serve();
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
});
afterAll(async () => {
  await stop();
});

const key = (sk: string) => ({ pk: { S: 'snapshot' }, sk: { S: sk } });
const claim = (sk: string, version: number) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: { ...key(sk), version: { N: String(version) } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );

test('tables are usable at once and carry the account', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: `arn:aws:dynamodb:eu-west-1:111111111111:table/${TableName}`,
  });
});

test('the partition key of a table that was made anew is the new one', async () => {
  const name = { TableName: 'anew' };
  for (const AttributeName of ['first', 'second']) {
    await client.send(
      new CreateTableCommand({
        ...name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
      }),
    );
    expect(await service.partitionKey('anew')).toBe(AttributeName);
    await client.send(new DeleteTableCommand(name));
  }
});

test('a table that CreateTable has answered for is ACTIVE and takes items, one that DeleteTable has is gone', async () => {
  for (let i = 0; i < 25; i++) {
    const name = { TableName: `table-${i}` };
    await client.send(
      new CreateTableCommand({
        ...name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    );
    expect((await client.send(new DescribeTableCommand(name))).Table?.TableStatus).toBe('ACTIVE');
    await client.send(new PutItemCommand({ ...name, Item: { pk: { S: 'a' } } }));
    await client.send(new DeleteTableCommand(name));
    await expect(client.send(new DescribeTableCommand(name))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  }
});

test('of many that claim one item, one gets it', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => claim('claimed', i)));
  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  const refused = outcomes.find((o) => o.status === 'rejected');
  expect(refused?.reason).toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('compare-and-set: an update of an old version is refused', async () => {
  await claim('counted', 1);
  const update = (from: number) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: key('counted'),
        UpdateExpression:
          'SET #v = :next, attempts = if_not_exists(attempts, :zero) + :one, warnings = :list REMOVE gone',
        ConditionExpression: '#v = :from',
        ExpressionAttributeNames: { '#v': 'version' },
        ExpressionAttributeValues: {
          ':from': { N: String(from) },
          ':next': { N: String(from + 1) },
          ':zero': { N: '0' },
          ':one': { N: '1' },
          ':list': { L: [{ M: { table: { S: 'orders' } } }] },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
  expect((await update(1)).Attributes).toMatchObject({ version: { N: '2' }, attempts: { N: '1' } });
  await expect(update(1)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('queries by key prefix, in order, in pages, filtered', async () => {
  for (let i = 0; i < 5; i++) await claim(`2026-11-2${i}`, i);
  const seen: string[] = [];
  let ExclusiveStartKey: QueryCommand['input']['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: 'snapshot' }, ':prefix': { S: '2026-' } },
        ConsistentRead: true,
        Limit: 2,
        ExclusiveStartKey,
      }),
    );
    seen.push(...(page.Items ?? []).map((item) => item.sk?.S ?? ''));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  expect(seen).toEqual(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']);
  const { Items } = await client.send(
    new ScanCommand({
      TableName,
      FilterExpression: 'version >= :v AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':v': { N: '3' }, ':prefix': { S: '2026-' } },
    }),
  );
  expect(Items).toHaveLength(2);
});

test('what was acknowledged is there after a restart', async () => {
  await claim('durable', 7);
  await stop();
  await serve();
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('durable') }));
  expect(Item?.version).toEqual({ N: '7' });
});

test('what is not served says so', async () => {
  const update = new UpdateContinuousBackupsCommand({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await expect(client.send(update)).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

describe('time to live', () => {
  const name = 'with-time-to-live';
  const create = () =>
    client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    );
  const change = (Enabled: boolean, AttributeName = 'expiresAt') =>
    client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { Enabled, AttributeName } }));
  const status = async (table = name) =>
    (await client.send(new DescribeTimeToLiveCommand({ TableName: table }))).TimeToLiveDescription;

  test('is off, then on, and outlasts the process', async () => {
    await create();
    expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await change(true);
    await stop();
    await serve();
    expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });

  test('is refused when it is so already, or on another attribute', async () => {
    const refused = (message: string) => ({ name: 'ValidationException', message });
    await expect(change(true)).rejects.toMatchObject(refused('TimeToLive is already enabled'));
    await expect(change(false, 'other')).rejects.toMatchObject(
      refused('TimeToLive is active on a different AttributeName: current AttributeName is expiresAt'),
    );
    await change(false);
    await expect(change(false)).rejects.toMatchObject(refused('TimeToLive is already disabled'));
  });

  test('goes with its table', async () => {
    await change(true);
    await client.send(new DeleteTableCommand({ TableName: name }));
    await expect(status()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

it('changes of tables that a killed process had begun are over after the next start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const level = new ClassicLevel<string, object>(folder, { valueEncoding: 'json' });
  const left = {
    'table~created': { TableStatus: 'CREATING', GlobalSecondaryIndexes: [{ IndexName: 'i', IndexStatus: 'CREATING' }] },
    'table~deleted': { TableStatus: 'DELETING' },
    'item-deleted~1': { pk: 1 },
    'index-global~deleted~i~1': { pk: 1 },
    'item-deleted-too~1': { pk: 1 },
  };
  for (const [key, value] of Object.entries(left)) await level.put(key, value);
  await level.close();
  await settleTables(folder);
  await level.open();
  expect(Object.fromEntries(await level.iterator().all())).toEqual({
    'table~created': { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexName: 'i', IndexStatus: 'ACTIVE' }] },
    'item-deleted-too~1': { pk: 1 },
  });
  await level.close();
});

it('a scan that is under way when the engine closes is answered first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const engine = createEngine({ directory: folder, accountId: '111111111111', region: 'eu-west-1' });
  const key = { AttributeName: 'id', AttributeType: 'N' };
  await engine.ask('CreateTable', {
    TableName: 'closing',
    AttributeDefinitions: [key],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const describe = () =>
    engine.ask<{ readonly Table: { readonly TableStatus: string } }>('DescribeTable', { TableName: 'closing' });
  while ((await describe()).Table.TableStatus !== 'ACTIVE');
  const PutRequest = (id: number) => ({ PutRequest: { Item: { id: { N: String(id) } } } });
  for (let batch = 0; batch < 8; batch++) {
    const writes = Array.from({ length: 25 }, (_, i) => PutRequest(batch * 25 + i));
    await engine.ask('BatchWriteItem', { RequestItems: { closing: writes } });
  }
  const scans = [1, 2, 3].map(() => engine.ask<{ readonly Count: number }>('Scan', { TableName: 'closing' }));
  await engine.close();
  expect(await Promise.all(scans)).toMatchObject([{ Count: 200 }, { Count: 200 }, { Count: 200 }]);
});
