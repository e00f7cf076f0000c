import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadDatabases, type SourceDatabases, type SourceSpec } from '../../databases';

const DATA = join(dirname(require.resolve('vega-datasets')), '..', 'data');

const TINY: readonly SourceSpec[] = [
  {
    id: 'tiny',
    kind: 'aurora-cluster',
    engine: 'postgres',
    databases: [
      {
        name: 'shop',
        setup: [`CREATE SCHEMA "Odd One"`, `CREATE TYPE mood AS ENUM ('fine', 'so, so')`],
        tables: [
          {
            name: 'public.items',
            columns:
              'id integer PRIMARY KEY, label text, mood mood, extra jsonb, tags text[], raw bytea, at timestamptz',
            rows: `SELECT * FROM (VALUES (1, '', 'fine', '{"a":1}', '{x,"y z"}', '\\x00ff', '2024-01-01 00:00:00+02'), (2, NULL, 'so, so', NULL, NULL, NULL, NULL),
              (3, 'two' || chr(10) || '"lines"', NULL, NULL, '{}', '\\x', NULL)) AS t`,
          },
          { name: '"Odd One"."Empty-Table 1"', columns: '"Key" uuid' },
        ],
      },
      {
        name: 'cars',
        tables: [
          { name: 'public.cars', columns: 'name text', rows: `SELECT "Name" FROM read_json('$data/cars.json')` },
        ],
      },
    ],
  },
];

let directory: string;
let databases: SourceDatabases;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'databases-'));
  databases = loadDatabases({ directory, data: DATA, sources: TINY });
});
afterAll(() => {
  databases.close();
});

const freeze = async (name: string, from = databases) => {
  const folder = join(directory, name);
  const frozen = await from.freeze('tiny', folder);
  const csv = (database: string, file: string): string => readFileSync(join(folder, database, file), 'utf8');
  return { frozen, csv };
};

it('freezes every table of every database as PostgreSQL prints it', async () => {
  const { frozen, csv } = await freeze('first');
  expect(frozen.map((d) => [d.database, ...d.tables.map((t) => `${t.schema}.${t.table}: ${t.rows}`)])).toEqual([
    ['shop', 'Odd One.Empty-Table 1: 0', 'public.items: 3'],
    ['cars', 'public.cars: 406'],
  ]);
  const items = frozen[0]!.tables[1]!;
  expect(items).toMatchObject({ persistence: 'permanent', hasIntegerKey: true });
  expect(items.columns.map((c) => c.type)).toEqual([
    'integer',
    'text',
    'mood',
    'jsonb',
    'text[]',
    'bytea',
    'timestamp with time zone',
  ]);
  const text = csv('shop', items.file);
  expect(text).toBe(
    [
      `1,"","fine","{""a"": 1}","{x,""y z""}","\\x00ff","2023-12-31 22:00:00+00"`,
      `2,\\N,"so, so",\\N,\\N,\\N,\\N`,
      `3,"two\n""lines""",\\N,\\N,"{}","\\x",\\N`,
      '',
    ].join('\n'),
  );
  expect(items.bytes).toBe(Buffer.byteLength(text));
});

it('freezes the same bytes again, also after other databases used the same process', async () => {
  const [a, b] = [await freeze('second'), await freeze('third')];
  expect(b.frozen).toEqual(a.frozen);
  for (const { database, tables } of a.frozen) {
    for (const { file } of tables) expect(b.csv(database, file)).toBe(a.csv(database, file));
  }
});

it('keeps changes made by SQL, across processes and a torn last line', async () => {
  await databases.execute(
    'tiny',
    'shop',
    `ALTER TABLE items ADD COLUMN price numeric(5,2) DEFAULT 9.99; DELETE FROM items WHERE id > 1`,
  );
  await databases.execute('tiny', 'shop', `CREATE UNLOGGED TABLE quick (a int)`);
  const file = join(directory, 'tiny.changes.jsonl');
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"database":"shop","sql":"DROP TAB`);
  const again = loadDatabases({ directory, data: DATA, sources: TINY });
  const { frozen } = await freeze('fourth', again);
  again.close();
  const tables = Object.fromEntries(frozen[0]!.tables.map((t) => [t.table, t]));
  expect(tables.items).toMatchObject({ rows: 1 });
  expect(tables.items!.columns.at(-1)).toEqual({ name: 'price', type: 'numeric(5,2)' });
  expect(tables.quick).toMatchObject({ persistence: 'unlogged', rows: 0 });
});

it('refuses what it does not know, and SQL that fails changes nothing', async () => {
  await expect(databases.freeze('nowhere', directory)).rejects.toThrow(
    "There is no source 'nowhere'. Use one of: tiny.",
  );
  await expect(databases.execute('tiny', 'nothing', 'SELECT 1')).rejects.toThrow("tiny has no database 'nothing'");
  const failing = databases.execute('tiny', 'cars', 'DELETE FROM cars; SELECT * FROM trucks');
  await expect(failing).rejects.toMatchObject({
    name: 'SourceDatabaseError',
    message: 'Database tiny/cars: relation "trucks" does not exist',
  });
  const { frozen } = await freeze('fifth');
  expect(frozen[1]!.tables[0]!.rows).toBe(406);
});
