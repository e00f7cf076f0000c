import * as fc from 'fast-check';
import { runQuery } from '../../../packages/local-aws/services/athena/run-query';
import { FileCache } from '../../../packages/local-aws/services/athena/tables/file-cache';
import documentedCases from '../../../packages/local-aws/test/services/lakeformation/documented-cases.json';
import {
  type Case,
  type CaseGrant,
  COLUMNS,
  type DocumentedCase,
  playCase,
  WHO,
  type Who,
} from '../../../packages/local-aws/test/services/lakeformation/play-case';
import { parquetFile } from '../../../packages/local-aws/test/services/parquet-file';
import { CONSUMER, caller, callerOf, PRODUCER } from '../../../packages/local-aws/test/services/runtime';
import { PARQUET } from '../../../packages/local-aws/test/services/table-formats';
import { plannedSight, stateOf } from './planned-sight';

/** About 0.2 s of CPU each; `.ci/run` plays more. */
const DRAWS = Number(process.env.LAKEFERRY_DRAWS ?? 10);
const EVERYBODY = Object.keys(WHO) as Who[];

test.each(documentedCases as unknown as DocumentedCase[])('the plan sees: $name ($source)', async (documented) => {
  const state = await stateOf(await playCase(documented), documented);
  for (const who of EVERYBODY) {
    const { columns, rows, cellRows } = plannedSight(state, who, documented);
    expect({ who, columns, rows, cellRows }).toEqual({
      who,
      columns: documented.sees[who] ?? [],
      rows: documented.rows?.[who],
      cellRows: documented.cells?.[who],
    });
  }
});

const CITIES = ['Oslo', 'Rome', 'Bergen'];
/** Every value is there once, so that whoever sees one has read that very cell. */
const cell = (column: string, i: number): string => (column === 'city' ? CITIES[i]! : `canary-${column}-${i}`);
const ROWS = CITIES.map((_, i) => `SELECT ${COLUMNS.map((c) => `'${cell(c, i)}' AS ${c}`).join(', ')}`);

let file: Uint8Array;
beforeAll(async () => {
  file = await parquetFile(ROWS.join(' UNION ALL '));
});

type World = Awaited<ReturnType<typeof playCase>>;

async function withData(world: World): Promise<World> {
  const { objects, catalog, glue } = world;
  const Location = 's3://lake/shop/orders/date=2026-11-20/';
  await objects.put('lake', 'shop/orders/date=2026-11-20/a.parquet', file);
  await catalog('CreatePartition', {
    DatabaseName: 'shop',
    TableName: 'orders',
    PartitionInput: { Values: ['2026-11-20'], StorageDescriptor: { Location, ...PARQUET } },
  });
  await caller(glue.service, callerOf(CONSUMER, 'admin'))('CreateDatabase', {
    DatabaseInput: { Name: 'shop', TargetDatabase: { CatalogId: PRODUCER, DatabaseName: 'shop' } },
  });
  return world;
}

/** What DuckDB answers, or why not. */
async function asked({ glue, objects, lakeFormation }: World, who: Who, sql: string) {
  const files = new FileCache(objects);
  try {
    const deps = { catalog: glue.catalog, objects, files, clock: { now: () => 0 }, see: lakeFormation.see };
    const catalogId = who === 'reader' ? PRODUCER : CONSUMER;
    const { columns, rows } = await runQuery(deps, { principalArn: WHO[who], catalogId, database: 'shop', sql });
    return { columns: columns.map(({ name }) => name), rows, error: '' };
  } catch (error) {
    return { columns: [], rows: [], error: (error as Error).message };
  } finally {
    await files.clear();
  }
}

/** Whether a row is let through by a predicate that is made of comparisons of the city alone. */
function holds(rows: string, i: number): boolean {
  const compared = rows.replace(/city = '(\w+)'/g, (_, city) => String(CITIES[i] === city));
  return Function(`return ${compared.replaceAll(' AND ', ' && ').replaceAll(' OR ', ' || ').toLowerCase()}`)();
}

const someColumns = fc.subarray(COLUMNS, { minLength: 1 });
const rows = fc.constantFrom(undefined, "city = 'Oslo'", "city = 'Rome'");
const filters = fc
  .tuple(fc.tuple(someColumns, rows), fc.tuple(someColumns, rows))
  .map((all) => all.map(([columns, predicate], i) => ({ name: `f${i}`, columns, rows: predicate })));
const value = fc.constantFrom('public', 'private', 'secret');
const on = fc.oneof(
  fc.constantFrom<CaseGrant['on']>('table', 'allTables', 'otherTables'),
  fc.constantFrom({ filter: 'f0' }, { filter: 'f1' }),
  fc.constantFrom({ filter: 'f0' }, { filter: 'f1' }),
  someColumns.map((columns) => ({ columns })),
  fc.subarray(COLUMNS, { minLength: 1, maxLength: 2 }).map((except) => ({ except })),
  fc.subarray(['public', 'private', 'secret'], { minLength: 1 }).map((tags) => ({ tags })),
);
const SELECT = ['SELECT'];
const TO_ACCOUNT = ['account', 'unit', 'organization'];
const granted = fc.tuple(fc.constantFrom('reader', 'principals', 'account', 'analyst', ...TO_ACCOUNT), on).map(
  ([to, what]): CaseGrant => ({
    to,
    on: what,
    permissions: SELECT,
    option: TO_ACCOUNT.includes(to) && !(typeof what === 'object' && 'except' in what),
  }),
);
const writes = fc
  .constantFrom('reader', 'account', 'unit')
  .map((to): CaseGrant => ({ to, on: 'table', permissions: ['INSERT'] }));
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    tags: fc.record(
      { database: value, table: value, columns: fc.dictionary(fc.constantFrom(...COLUMNS), value) },
      { requiredKeys: [] },
    ),
    filters,
    location: fc.constantFrom(undefined, undefined, 'hybrid' as const, 'none' as const),
    optIns: fc.subarray(['reader', 'account', 'analyst']),
    memberOf: fc.subarray(['unit', 'organization'] as const),
    grants: fc.array(fc.oneof({ weight: 6, arbitrary: granted }, { weight: 1, arbitrary: writes }), { maxLength: 4 }),
    passedOn: fc.constantFrom('not', 'as it is', 'as the whole table'),
  })
  .map(({ passedOn, grants, ...rest }) => ({
    ...rest,
    grants: grants.flatMap((grant): CaseGrant[] => {
      const isHeld = ['account', ...rest.memberOf].includes(grant.to);
      if (!isHeld || grant.option !== true || passedOn === 'not') return [grant];
      // what the account may give on, it gives to its analyst, or more
      const what = passedOn === 'as it is' ? grant.on : 'table';
      return [grant, { ...grant, on: what, to: 'analyst', option: false, by: 'account' }];
    }),
  }));

test('the plan, the local Lake Formation and DuckDB agree on every cell; nothing hidden shows in an answer or an error', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (given) => {
      const world = await withData(await playCase(given));
      const state = await stateOf(world, given);
      for (const who of EVERYBODY) {
        const planned = plannedSight(state, who, given);
        const local = await world.see(WHO[who]);
        expect({ who, columns: local?.columns ?? [] }).toEqual({ who, columns: planned.columns });
        const shown = CITIES.flatMap((_, i) =>
          planned.columns.length > 0 && holds(planned.rows ?? 'TRUE', i)
            ? [planned.columns.map((c) => (holds(planned.cellRows?.[c] ?? 'TRUE', i) ? cell(c, i) : null))]
            : [],
        );
        const answer = await asked(world, who, 'SELECT * FROM orders');
        expect({ who, columns: answer.columns.filter((c) => c !== 'date') }).toEqual({ who, columns: planned.columns });
        const sorted = (all: readonly (readonly (string | null | undefined)[])[]) =>
          all.map((row) => JSON.stringify(row)).sort();
        const cells = answer.rows.map((row) => row.slice(0, planned.columns.length).map((each) => each ?? null));
        expect({ who, rows: sorted(cells) }).toEqual({ who, rows: sorted(shown) });
        const visible = new Set(shown.flat());
        for (const column of COLUMNS) {
          const told = JSON.stringify(await asked(world, who, `SELECT CAST(${column} AS INTEGER) FROM orders`));
          const canaries = CITIES.flatMap((_, i) => COLUMNS.map((c) => cell(c, i)));
          expect(canaries.filter((canary) => told.includes(canary) && !visible.has(canary))).toEqual([]);
        }
      }
    }),
    { numRuns: DRAWS },
  );
}, 240_000);
