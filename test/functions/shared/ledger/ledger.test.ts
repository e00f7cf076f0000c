import { DescribeTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ledgerClient } from '../../../../functions/shared/ledger/client';
import { getItem } from '../../../../functions/shared/ledger/get';
import { putItem } from '../../../../functions/shared/ledger/put';
import { queryItems } from '../../../../functions/shared/ledger/query';
import { removeItem } from '../../../../functions/shared/ledger/remove';
import type { LedgerTable } from '../../../../functions/shared/ledger/table';
import { updateItem } from '../../../../functions/shared/ledger/update';
import { writeBatch } from '../../../../functions/shared/ledger/write-batch';
import { createLedger, type DynamoDb, startDynamoDb } from './dynamodb';

let dynamodb: DynamoDb;
let table: LedgerTable;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
beforeEach(async () => {
  table = { dynamodb: dynamodb.client, tableName: await createLedger(dynamodb.client) };
});

const KEY = { pk: 'SOURCE#orders', sk: 'EXPORT#1' };
const neverWaits = async (): Promise<void> => {
  throw new Error('nothing should be left to wait for');
};

test('an item comes back as it was put, without its key and without members that were undefined', async () => {
  const item = { text: '', count: 0, isOpen: false, claims: { 'task-1': { claimedAt: 1.5 } }, missing: undefined };
  expect(await putItem(table, KEY, item)).toBe(true);
  const { missing: _, ...kept } = item;
  expect(await getItem(table, KEY)).toEqual(kept);
  expect(await getItem(table, { ...KEY, sk: 'EXPORT#2' })).toBeUndefined();
});

test('an item comes back with whatever DynamoDB can keep', async () => {
  const map = { deep: [{ flag: false }, null, ['x']], empty: {} };
  const item = { map, large: 2n ** 60n, set: new Set(['a', 'b']), bytes: Uint8Array.of(1, 2), fraction: -0.25 };
  await putItem(table, KEY, item);
  expect(await getItem(table, KEY)).toEqual(item);
});

test('the client of the ledger has the SDK build no log lines', () => {
  expect(ledgerClient({ region: 'eu-west-1' }).config.logger?.info).toBeUndefined();
});

test('the items are of the types that the machine and other clients write: texts, numbers, maps', async () => {
  await putItem(table, KEY, { status: 'WAITING', attempts: 2, columns: { id: 'int' } });
  const Key = { pk: { S: KEY.pk }, sk: { S: KEY.sk } };
  const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: table.tableName, Key }));
  expect(Item).toEqual({
    ...Key,
    status: { S: 'WAITING' },
    attempts: { N: '2' },
    columns: { M: { id: { S: 'int' } } },
  });
});

describe('conditions', () => {
  beforeEach(() => putItem(table, KEY, { owner: 'first', asOf: '2026-11-20' }));

  it.each([
    ['absent, when the item is there', { absent: true }, false],
    ['equal to what it is', { attribute: 'owner', equals: 'first' }, true],
    ['equal to something else', { attribute: 'owner', equals: 'second' }, false],
    ['absent or at most an earlier text', { attribute: 'asOf', absentOrAtMost: '2026-11-19' }, false],
    ['absent or at most the same text', { attribute: 'asOf', absentOrAtMost: '2026-11-20' }, true],
    ['absent or at most a later text', { attribute: 'asOf', absentOrAtMost: '2026-11-21' }, true],
  ] as const)('%s', async (_title, condition, holds) => {
    expect(await updateItem(table, KEY, { seen: 1 }, condition)).toBe(holds);
    expect(await putItem(table, KEY, { owner: 'first', asOf: '2026-11-20' }, condition)).toBe(holds);
    expect(await removeItem(table, KEY, condition)).toBe(holds);
    expect((await getItem(table, KEY)) === undefined).toBe(holds);
  });

  it.each([{ absent: true }, { attribute: 'asOf', absentOrAtMost: '2026-11-19' }] as const)(
    '%j holds for an item that is not there',
    async (condition) => expect(await putItem(table, { ...KEY, sk: 'other' }, {}, condition)).toBe(true),
  );

  it('does not take another error for a condition that fails', () =>
    expect(putItem({ ...table, tableName: 'no-such-table' }, KEY, {}, { absent: true })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    }));
});

test('an update sets what is given, removes what is undefined, and leaves the rest, reserved words included', async () => {
  await putItem(table, KEY, { status: 'EXPORTING', taskId: 'a', attempts: 1 });
  await updateItem(table, KEY, { status: 'WAITING', taskId: undefined }, { attribute: 'taskId', equals: 'a' });
  expect(await getItem(table, KEY)).toEqual({ status: 'WAITING', attempts: 1 });
});

describe('a query', () => {
  const sort = (n: number): string => `EXPORT#${String(n).padStart(3, '0')}`;
  beforeEach(() =>
    writeBatch(
      table,
      Array.from({ length: 60 }, (_, n) => ({
        key: { pk: KEY.pk, sk: sort(n) },
        item: { n, filler: 'x'.repeat(30_000) },
      })),
      neverWaits,
    ),
  );
  const numbers = async (...range: Parameters<typeof queryItems> extends [unknown, unknown, ...infer R] ? R : never) =>
    (await queryItems<{ n: number }>(table, KEY.pk, ...range)).map(({ n }) => n);

  it('reads every page: 60 items of 30 kB are more than the megabyte of one', async () =>
    expect(await numbers()).toEqual(Array.from({ length: 60 }, (_, n) => n)));

  it('reads a range of sort keys, both ends included', async () =>
    expect(await numbers({ from: sort(7), to: sort(9) })).toEqual([7, 8, 9]));

  it('reads the newest first, and no more than asked for', async () =>
    expect(await numbers({ from: sort(0), to: sort(99), newestFirst: true, limit: 2 })).toEqual([59, 58]));
});

test('a batch is cut at 25 writes, and puts and removals go together', async () => {
  const key = (n: number) => ({ pk: 'GOVERNANCE#shop', sk: `THING#${n}` });
  const all = Array.from({ length: 30 }, (_, n) => n);
  await writeBatch(
    table,
    all.map((n) => ({ key: key(n), item: { thing: String(n) } })),
    neverWaits,
  );
  await writeBatch(
    table,
    all.map((n) => (n < 28 ? { key: key(n) } : { key: key(n), item: { thing: 'new' } })),
    neverWaits,
  );
  expect(await queryItems(table, 'GOVERNANCE#shop')).toEqual([{ thing: 'new' }, { thing: 'new' }]);
});

test('what DynamoDB did not take of a batch is sent again after a pause', async () => {
  const pauses: number[] = [];
  const sent: number[] = [];
  const takesOne = async ({ input }: { readonly input: { readonly RequestItems: Record<string, object[]> } }) => {
    const requests = input.RequestItems.ledger ?? [];
    sent.push(requests.length);
    return requests.length === 1 ? {} : { UnprocessedItems: { ledger: requests.slice(1) } };
  };
  const busy: LedgerTable = { dynamodb: { send: takesOne } as never, tableName: 'ledger' };
  const writes = [1, 2, 3].map((n) => ({ key: { pk: 'P', sk: String(n) }, item: { n } }));
  await writeBatch(busy, writes, async (ms) => void pauses.push(ms));
  expect(sent).toEqual([3, 2, 1]);
  expect(pauses).toEqual([200, 200]);
});

test('the table is made as the stack makes it: two text keys, paid by request', async () => {
  const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: table.tableName }));
  expect(Table).toMatchObject({
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  });
});
