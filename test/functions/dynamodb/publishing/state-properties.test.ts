import * as fc from 'fast-check';
import type { PublishedTable } from '../../../../core/dynamodb/publishing/published-table';
import { expectedRows, withoutNulls } from './oracle';
import { PublishingWorld, type Row } from './publishing-world';

let world: PublishingWorld;
beforeAll(async () => {
  world = await PublishingWorld.start();
});
afterAll(() => world.close());

/** Each takes a second. */
const RUNS = Number(process.env.LAKEFERRY_PUBLISHING_RUNS ?? 6);
const LIMIT_MS = 30_000 + RUNS * 8_000;

const NOON = Date.UTC(2026, 10, 26, 12) * 1000;
const DAY = 86_400_000_000;
const SOURCES = ['STREAM', 'STREAM', 'FULL_EXPORT', 'INCREMENTAL_EXPORT'];

/**
 * A change is told by its sequence, and one that comes twice has a greater one the second time. Two exports tell one
 * version alike, so only one of them is drawn.
 */
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', ''),
  ddb_version: fc.constantFrom(-DAY, 0, 1, 2).map((micros) => NOON + micros),
  ddb_source: fc.constantFrom(...SOURCES),
  number: fc.constantFrom('9', '10', '11'),
  ddb_event: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
});
const changes = fc
  .uniqueArray(change, {
    selector: ({ id, ddb_version, ddb_source, number }) =>
      [id, ddb_version, ddb_source === 'STREAM' ? number : 'export'].join(' '),
    maxLength: 30,
  })
  .map((all) =>
    all.flatMap(({ number, ...each }, index): Row[] => {
      const row = { ddb_table: 'orders', ddb_event_id: null, ddb_ttl: false, data: String(index), ...each };
      if (each.ddb_source !== 'STREAM') return [{ ...row, ddb_sequence: null }];
      return [number, `${number}5`].map((ddb_sequence) => ({ ...row, ddb_sequence }));
    }),
  )
  .chain((rows) => fc.shuffledSubarray(rows, { minLength: rows.length }));

const rankOf = ({ ddb_version, ddb_source, ddb_sequence }: Row): string => {
  const text = String(ddb_sequence ?? '');
  return [ddb_version, ddb_source === 'STREAM' ? 1 : 0, String(text.length).padStart(3, '0'), text].join(' ');
};

/** The current state of a history, by its definition. */
function itemsOf(history: readonly Row[], keys: readonly string[]): Row[] {
  const latest = new Map<unknown, Row>();
  for (const row of expectedRows(history, keys)) {
    const known = latest.get(row.id);
    if (known === undefined || rankOf(row) > rankOf({ ...known, ddb_sequence: known.ddb_sequence ?? null }))
      latest.set(row.id, row);
  }
  return [...latest.values()].filter(({ ddb_event }) => ddb_event !== 'REMOVE');
}

const power = fc.constantFrom(1, 2, 4);
const keyed = (row: Row): string => JSON.stringify(Object.entries(withoutNulls(row)).sort());
let tables = 0;

it(
  'the items of each date are the current state of all that was published by then, however late it came',
  async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.array(power, { minLength: 1, maxLength: 4 }), async (rows, buckets) => {
        const table: PublishedTable = { table: 'orders', glueTable: `s${tables++}`, keys: ['id'], decimals: {} };
        const history: Row[] = [];
        let most = 1;
        for (const [day, pieces] of buckets.entries()) {
          const some = rows.filter((_, index) => index % buckets.length === day);
          history.push(...some);
          most = Math.max(most, pieces);
          const folder = world.newPlan();
          await world.sort({ folder, files: [await world.land(some)], tables: [table], buckets: pieces });
          const date = `2026-11-${27 + day}`;
          await world.writeState(folder, table, date, most);
          const found = (await world.items(table, date)).map((row) =>
            keyed({ ...row, ddb_version: Number(row.ddb_version) } as Row),
          );
          expect(found.sort()).toEqual(itemsOf(history, table.keys).map(keyed).sort());
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  LIMIT_MS,
);

it(
  'a state that begins from the history is the current state, however few files are read together',
  async () => {
    const days = fc.array(power, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(changes, days, fc.constantFrom(1, 2, 3), async (rows, buckets, filesAtOnce) => {
        const table: PublishedTable = { table: 'orders', glueTable: `s${tables++}`, keys: ['id'], decimals: {} };
        const some = (day: number) => rows.filter((_, index) => index % (buckets.length + 1) === day);
        const most = Math.max(...buckets);
        let folder = world.newPlan();
        for (const [day, pieces] of buckets.entries()) {
          await world.sort({ folder, files: [await world.land(some(day))], tables: [table], buckets: pieces });
          for (const date of await world.dates(folder, table)) await world.write(folder, table, date, most);
          folder = world.newPlan();
        }
        // what came last is not in the history yet
        await world.sort({ folder, files: [await world.land(some(buckets.length))], tables: [table] });
        await world.writeState(folder, table, '2026-11-30', most, { filesAtOnce, history: true });
        const found = (await world.items(table, '2026-11-30')).map((row) =>
          keyed({ ...row, ddb_version: Number(row.ddb_version) } as Row),
        );
        expect(found.sort()).toEqual(itemsOf(rows, table.keys).map(keyed).sort());
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  LIMIT_MS,
);

it('a state of the same date stays where nothing new came, and not where only a deletion did', async () => {
  const table: PublishedTable = { table: 'orders', glueTable: `s${tables++}`, keys: ['id'], decimals: {} };
  const row = (id: string, others: object = {}): Row => ({
    ...{ ddb_table: 'orders', ddb_event: 'INSERT', ddb_version: NOON, ddb_sequence: '1', ddb_event_id: null },
    ...{ ddb_source: 'STREAM', ddb_ttl: false, id, data: 'x', ...others },
  });
  const publish = async (...rows: readonly Row[]) => {
    const folder = world.newPlan();
    await world.sort({ folder, files: [await world.land(rows)], tables: [table] });
    const [result] = await world.writeState(folder, table, '2026-11-27', 1);
    return result;
  };
  expect(await publish(row('a'))).toMatchObject({ rows: 1, isChanged: true });
  expect(await publish(row('a', { ddb_sequence: '2' }))).toMatchObject({ rows: 1, isChanged: false });
  expect(await publish(row('b', { ddb_event: 'REMOVE' }))).toMatchObject({ rows: 1, isChanged: true });
});
