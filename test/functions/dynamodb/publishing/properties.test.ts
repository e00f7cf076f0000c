import * as fc from 'fast-check';
import { bucketOf } from '../../../../core/dynamodb/publishing/bucket-of';
import type { PublishedTable } from '../../../../core/dynamodb/publishing/published-table';
import { expectedRows, withoutNulls } from './oracle';
import { ENVELOPE_ROW, PublishingWorld, type Row, THROUGH } from './publishing-world';

let world: PublishingWorld;
beforeAll(async () => {
  world = await PublishingWorld.start();
});
afterAll(() => world.close());

/** Each takes most of a second. */
const RUNS = Number(process.env.LAKEFERRY_PUBLISHING_RUNS ?? 6);
const LIMIT_MS = 30_000 + RUNS * 5_000;

const DAY = 86_400_000_000;
const MIDNIGHT = Date.UTC(2026, 10, 27) * 1000;
const DIGITS = '12345678901234567890123456789012345678';

const text = fc.constantFrom(
  'a',
  'B',
  '',
  'ä😀',
  'line\n"two"',
  '\u0000',
  '1:a',
  'NULL',
  'null',
  DIGITS,
  `-0.${DIGITS}`,
);
const row = fc.record(
  {
    ddb_table: fc.constantFrom('orders', 'orders', 'others'),
    ddb_event: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE', 'LOAD'),
    ddb_version: fc.constantFrom(0, 1, 2, DAY, DAY + 1, 2 * DAY).map((micros) => MIDNIGHT - DAY + micros),
    ddb_sequence: fc.constantFrom(null, '9', '10', '11'),
    ddb_event_id: fc.constantFrom(null, 'one', 'two'),
    ddb_source: fc.constantFrom('STREAM', 'FULL_EXPORT'),
    ddb_ttl: fc.boolean(),
    id: text,
    place: fc.constantFrom('x', 'y'),
    filename: fc.oneof(text, fc.constant(null)),
    rowid: text,
    select: text,
    ddb_old_select: text,
  },
  { requiredKeys: ['ddb_table', 'ddb_event', 'ddb_version', 'ddb_source', 'ddb_ttl', 'ddb_sequence', 'id', 'place'] },
);

/** Some rows come again, with another sequence. */
const rows = fc
  .array(fc.tuple(row, fc.integer({ min: 0, max: 2 }), fc.constantFrom('9', '10', '8', null)), { maxLength: 40 })
  .map((drawn) =>
    drawn.flatMap(([each, again, ddb_sequence]) => [each, ...Array(again).fill({ ...each, ddb_sequence })] as Row[]),
  );

const power = fc.constantFrom(1, 2, 4);
const split = <T>(all: readonly T[], ways: number): T[][] =>
  Array.from({ length: ways }, (_, way) => all.filter((_each, index) => index % ways === way));

const table = (name: string): PublishedTable => ({
  table: 'orders',
  glueTable: name,
  keys: ['id', 'place'],
  decimals: {},
});
let tables = 0;

it(
  'rows in any number of files, batches, buckets and publications become the same partition, one row each',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(fc.record({ pieces: power, parts: power, files: fc.integer({ min: 1, max: 3 }) }), {
          minLength: 1,
          maxLength: 3,
        }),
        async (all, publications) => {
          const orders = table(`orders_${tables++}`);
          const ofPublications = split(all, publications.length);
          let added = 0;
          for (const [index, { pieces, parts, files }] of publications.entries()) {
            const folder = world.newPlan();
            for (const [batch, some] of split(ofPublications[index]!, 2).entries()) {
              const landed = await Promise.all(
                split(some, files).map((each, n) => world.land(each, n === 1 ? '.gz' : '')),
              );
              await world.sort({ folder, batch, files: landed, tables: [orders], buckets: pieces }, 500);
            }
            for (const date of await world.dates(folder, orders)) {
              const results = await world.write(folder, orders, date, parts);
              added += results.reduce((sum, each) => sum + each.added, 0);
            }
          }
          const published = all.filter(
            (each) => each.ddb_table === 'orders' && Number(each.ddb_version) < MIDNIGHT + DAY,
          );
          const dateOf = (each: Row): string => new Date(Number(each.ddb_version) / 1000).toISOString().slice(0, 10);
          let total = 0;
          for (const date of new Set(published.map(dateOf))) {
            const ofDate = published.filter((each) => dateOf(each) === date);
            const found = await world.read(orders, date);
            const expected = expectedRows(ofDate, orders.keys);
            total += expected.length;
            const inFiles = found.map((file) =>
              file.map((each) => withoutNulls({ ...each, ddb_version: Number(each.ddb_version) })),
            );
            const keyed = (each: Row): string => JSON.stringify(Object.entries(each).sort());
            expect(inFiles.flat().map(keyed).sort()).toEqual(expected.map(keyed).sort());
            for (const file of inFiles)
              expect(file.map(({ id }) => id)).toEqual(expectedRows(file, orders.keys).map(({ id }) => id));
          }
          expect(added).toBe(total);
        },
      ),
      { numRuns: RUNS },
    );
  },
  LIMIT_MS,
);

it('a bucket holds every row of its keys, and no other', async () => {
  const orders = table('orders_in_buckets');
  const ids = Array.from({ length: 200 }, (_, index) => `id ${index}`);
  const files = [await world.land(ids.map((id) => ({ ...ENVELOPE_ROW, id, place: 'x' })))];
  const folder = world.newPlan();
  await world.sort({ folder, files, tables: [orders], buckets: 2 });
  await world.write(folder, orders, THROUGH, 8);
  const found = await world.read(orders, THROUGH);
  expect(found.flat()).toHaveLength(200);
  for (const [bucket, file] of found.entries())
    for (const { id } of file) expect(bucketOf([String(id), 'x'], 8)).toBe(bucket);
});
