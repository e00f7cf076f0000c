import type { PublishedTable } from '../../../../core/dynamodb/publishing/published-table';
import type { WritePartitionResult } from '../../../../functions/dynamodb/payloads';
import { ENVELOPE_ROW, PublishingWorld, type Row, THROUGH } from './publishing-world';

let world: PublishingWorld;
beforeAll(async () => {
  world = await PublishingWorld.start();
});
afterAll(() => world.close());

let tables = 0;
const newTable = (decimals: Readonly<Record<string, string>> = {}): PublishedTable => ({
  ...{ table: 'orders', glueTable: `orders_${tables++}`, keys: ['id'], decimals },
});
const row = (id: string, others: object = {}): Row => ({ ...ENVELOPE_ROW, id, ...others });

async function publish(table: PublishedTable, ...rows: readonly Row[]): Promise<WritePartitionResult> {
  const folder = world.newPlan();
  await world.sort({ folder, files: [await world.land(rows)], tables: [table] });
  const [result] = await world.write(folder, table, THROUGH, 1);
  return result!;
}

const DIGITS = '12345678901234567890123456789012345678';

it('has columns in the order of envelope, keys, attributes and old attributes, with their types', async () => {
  const { columns } = await publish(
    newTable({ total: 'decimal(38,0)' }),
    row('a', { total: DIGITS, b: 'x', ddb_old_total: '-1', ddb_old_b: null }),
    row('b', { a: 'x' }),
  );
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    ...['ddb_table string', 'ddb_event string', 'ddb_version bigint', 'ddb_sequence string', 'ddb_event_id string'],
    ...['ddb_source string', 'ddb_ttl boolean', 'id string', 'a string', 'b string', 'total decimal(38,0)'],
    ...['ddb_old_b string', 'ddb_old_total decimal(38,0)'],
  ]);
});

it('holds declared decimals exactly, however they are written', async () => {
  const table = newTable({ total: 'decimal(38,10)' });
  const totals = [
    '1',
    '-0.1',
    '1E+2',
    '1.5e-3',
    '0.0000000001',
    '1234567890123456789012345678.0123456789',
    '007.50000000000000',
    '0',
  ];
  await publish(table, ...totals.map((total, index) => row(String(index), { total })), row('9'));
  expect((await world.query(table, THROUGH, 'SELECT total FROM PARTITION ORDER BY id')).flat()).toEqual([
    ...['1.0000000000', '-0.1000000000', '100.0000000000', '0.0015000000', '0.0000000001'],
    ...['1234567890123456789012345678.0123456789', '7.5000000000', '0.0000000000', null],
  ]);
});

it.each([
  ['a digit more after the point', '0.12345678901'],
  ['a digit more before the point', '12345678901234567890123456789'],
  ['an exponent that is too large', '1e28'],
  ['an exponent that is too small', '1e-11'],
  ['no number', 'secret'],
  ['an empty string', ''],
])('fails by name of table and column for %s, and does not tell the value', async (_what, total) => {
  const published = publish(newTable({ total: 'decimal(38,10)' }), row('a', { total: '1' }), row('b', { total }));
  await expect(published).rejects.toMatchObject({
    name: 'DecimalMisfitError',
    message: expect.stringMatching(/^The column total of the table orders_\d+ has a value on 2026-11-27/),
  });
  await expect(published).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

it('adds what came to what the partition had, and tells whether a reader would see a change', async () => {
  const table = newTable();
  expect(await publish(table, row('a'), row('b'))).toMatchObject({ rows: 2, added: 2, duplicates: 0, isChanged: true });
  expect(await publish(table, row('b'), row('c', { data: 'x' }))).toMatchObject({ rows: 3, added: 1, duplicates: 1 });
  expect(await publish(table, row('a'), row('c', { data: 'x', ddb_sequence: '2' }))).toMatchObject({
    ...{ rows: 3, added: 0, duplicates: 2, isChanged: false },
  });
  const [rows] = await world.read(table, THROUGH);
  expect(rows!.map(({ id, data }) => [id, data])).toEqual([
    ['a', null],
    ['b', null],
    ['c', 'x'],
  ]);
});

it('finds rows again after a column became a decimal, or a string again, and tells of the change', async () => {
  const asText = newTable();
  const asNumber = { ...asText, decimals: { total: 'decimal(20,4)' } };
  const rows = ['1.5', '100', '-7', '0'].map((total, index) => row(String(index), { total }));
  await publish(asText, ...rows);
  expect(await publish(asNumber, ...rows)).toMatchObject({ rows: 4, added: 0, duplicates: 4, isChanged: true });
  expect(await publish(asText, ...rows)).toMatchObject({ rows: 4, added: 0, duplicates: 4, isChanged: true });
});

it('writes no file for a bucket without rows', async () => {
  const table = newTable();
  const folder = world.newPlan();
  await world.sort({ folder, files: [await world.land([row('a')])], tables: [table], buckets: 4 });
  const results = await world.write(folder, table, THROUGH, 4);
  expect(results.filter(({ file }) => file === undefined)).toHaveLength(3);
  expect(results.reduce((sum, { rows }) => sum + rows, 0)).toBe(1);
  expect(await world.read(table, THROUGH)).toHaveLength(1);
});

it('keeps every change of a key in the order of version and sequence', async () => {
  const table = newTable();
  const changes = ['10', '9', '11'].map((ddb_sequence) => row('a', { ddb_sequence, data: ddb_sequence }));
  await publish(table, ...changes, row('a', { ddb_version: Number(ENVELOPE_ROW.ddb_version) - 1, data: 'before' }));
  const [rows] = await world.read(table, THROUGH);
  expect(rows!.map(({ data }) => data)).toEqual(['before', '9', '10', '11']);
});

it('rows that were divided by other keys stay one each when the keys are corrected', async () => {
  const table = newTable();
  const corrected = { ...table, keys: ['id', 'at'] };
  const rows = Array.from({ length: 40 }, (_, i) => row(`c${i % 4}`, { at: String(i), ddb_sequence: String(i) }));
  const files = [await world.land(rows)];
  for (const keyed of [table, corrected]) {
    const folder = world.newPlan();
    await world.sort({ folder, files, tables: [keyed], buckets: 4 });
    await world.write(folder, keyed, THROUGH, 4);
  }
  expect((await world.query(corrected, THROUGH, 'SELECT count(*)::INTEGER FROM PARTITION')).flat()).toEqual([40]);
});
