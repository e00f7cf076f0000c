import { gzipSync } from 'node:zlib';
import { SORT_METRIC } from '../../../../core/dynamodb/names';
import { MOST_LINE_BYTES } from '../../../../core/dynamodb/publishing/landing-row';
import type { PublishedTable } from '../../../../core/dynamodb/publishing/published-table';
import { ENVELOPE_ROW, PublishingWorld, THROUGH } from './publishing-world';

let world: PublishingWorld;
beforeAll(async () => {
  world = await PublishingWorld.start();
});
afterAll(() => world.close());

const orders: PublishedTable = { table: 'orders', glueTable: 'orders', keys: ['id'], decimals: {} };
const tables = [orders];
const row = (id: string, others: object = {}) => ({ ...ENVELOPE_ROW, id, ...others });
const micros = (date: string): number => Date.parse(`${date}T00:00:00Z`) * 1000;

it('leaves rows of other tables, of dates that are published, and of dates that are not over, and counts them', async () => {
  const dates = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28'];
  const rows = dates.map((date) => row(date, { ddb_version: micros(date) }));
  const known = await world.land(rows);
  const fresh = await world.land([...rows, row('x', { ddb_table: 'others' })], '.gz');
  const folder = world.newPlan();
  const result = await world.sort({ folder, files: [{ ...known, after: '2026-11-25' }, fresh], tables });
  expect(result).toEqual({ pieces: 4, rows: 6, otherDates: 4, otherTables: 1, unreadable: 0 });
  expect(await world.dates(folder, orders)).toEqual(dates.slice(0, 4));
});

it.each([
  ['no JSON', '{"secret', 'it is not a JSON object'],
  ['no object', '["secret"]', 'it is not a JSON object'],
  ['no envelope', '{"id":"secret"}', 'its ddb_table is not valid'],
  ['an event that there is not', JSON.stringify(row('secret', { ddb_event: 'UPSERT' })), 'its ddb_event is not valid'],
  ['a version with a fraction', JSON.stringify(row('secret', { ddb_version: 1.5 })), 'its ddb_version is not valid'],
  ['a version of the year 10000', JSON.stringify(row('secret', { ddb_version: 3e17 })), 'its ddb_version is not valid'],
  ['a value that is no string', JSON.stringify(row('secret', { data: 1 })), 'its data is not a string'],
  ['a name that no column has', JSON.stringify(row('secret', { Data: 'x' })), 'a member has a name that no column has'],
  ['half of a character', JSON.stringify(row('secret', { data: '\ud800' })), 'its data has half of a character'],
])('names file and line of a line with %s, and goes on without it', async (_what, line, reason) => {
  const file = await world.land([row('before'), line, row('after')]);
  world.log.lines.length = 0;
  expect(await world.sort({ files: [file], tables })).toMatchObject({ rows: 2, unreadable: 1 });
  const [{ message, fields }] = world.log.lines as [{ message: string; fields: object }];
  expect(fields).toMatchObject({ key: file.key, line: 2, reason });
  expect(message).not.toContain('secret');
});

it('takes bytes that are not UTF-8, and a line that is too long, for no rows', async () => {
  const [start, end] = JSON.stringify(row('a', { data: '|' })).split('|') as [string, string];
  const bytes = Buffer.concat([Buffer.from(start), Buffer.from([0xff]), Buffer.from(`${end}\n`)]);
  const long = JSON.stringify(row('a', { data: 'x'.repeat(MOST_LINE_BYTES) }));
  const files = [await world.landBytes(bytes), await world.land([long, row('b')])];
  expect(await world.sort({ files, tables })).toMatchObject({ rows: 1, unreadable: 2 });
});

it('takes what stands before the damage of a packed file, and tells of the rest', async () => {
  const packed = gzipSync(Array.from({ length: 5000 }, (_, id) => `${JSON.stringify(row(String(id)))}\n`).join(''));
  const files = [await world.landBytes(packed.subarray(0, -8), '.gz'), await world.landBytes(Buffer.from('no'), '.gz')];
  world.log.metrics.length = 0;
  expect(await world.sort({ files, tables })).toMatchObject({ rows: 5000, unreadable: 2 });
  expect(world.log.sum(SORT_METRIC.unreadable)).toBe(2);
});

it('names at most 50 lines of a batch', async () => {
  const file = await world.land(Array(200).fill('no row'));
  world.log.lines.length = 0;
  expect(await world.sort({ files: [file], tables })).toMatchObject({ unreadable: 200, pieces: 0 });
  expect(world.log.lines).toHaveLength(51);
});

it('fails by name for a row without a key, which the configuration names wrongly', async () => {
  const file = await world.land([row('a')]);
  await expect(world.sort({ files: [file], tables: [{ ...orders, keys: ['id', 'place'] }] })).rejects.toMatchObject({
    name: 'PublishedKeyMissingError',
    message: expect.stringContaining(`has no place (line 1 of ${file.key})`),
  });
});

it('sorts rows of 1,900 attributes, and fails by name where a date has more than 2,000 columns', async () => {
  const wide = (from: number, names: number): object =>
    Object.fromEntries(Array.from({ length: names }, (_, index) => [`a${from + index}`, String(index)]));
  const rows = Array.from({ length: 19 }, (_, index) => row(String(index), wide(index * 100, 100)));
  const folder = world.newPlan();
  expect(await world.sort({ folder, files: [await world.land(rows)], tables })).toMatchObject({ rows: 19 });
  await world.write(folder, orders, THROUGH, 1);
  expect(await world.query(orders, THROUGH, `SELECT a0, a1899 FROM PARTITION ORDER BY id LIMIT 1`)).toEqual([
    ['0', null],
  ]);
  const more = await world.land([...rows, row('20', wide(1900, 93))]);
  await expect(world.sort({ files: [more], tables })).rejects.toMatchObject({
    name: 'TooManyColumnsError',
    message: expect.stringContaining('2001 columns'),
  });
});

it('fails by name for a file that is gone', async () => {
  const files = [{ key: 'dynamodb/shop/gone', size: 1 }];
  await expect(world.sort({ files, tables })).rejects.toMatchObject({ name: 'LandingFileGoneError' });
});

it('writes the same pieces when it is tried again, several of a bucket where files unpack to much', async () => {
  const rows = (from: number) => Array.from({ length: 50 }, (_, id) => row(String(from + id)));
  const files = [await world.land(rows(0)), await world.land(rows(50))];
  const folder = world.newPlan();
  await world.sort({ folder, files, tables, buckets: 4 }, 1000);
  const pieces = await world.pieces(folder);
  await world.sort({ folder, files, tables, buckets: 4 }, 1000);
  expect(Object.keys(pieces)).toHaveLength(8);
  expect(await world.pieces(folder)).toEqual(pieces);
});
