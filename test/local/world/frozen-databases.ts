import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrozenDatabase, SourceDatabases, SourceSpec } from '../../../local/databases';

interface TinyTable {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly csv: string;
}

/** Each source has one database of these three: one shared whole, one with hidden columns, one for nobody. */
export const TINY_DATABASE = 'shop';
const TABLES: readonly TinyTable[] = [
  {
    schema: 'public',
    table: 'items',
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'name', type: 'text' },
    ],
    csv: '1,"anvil"\n2,"bolt"\n3,"crate"\n',
  },
  {
    schema: 'public',
    table: 'people',
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'email', type: 'text' },
    ],
    csv: '1,"ada@example.com"\n2,"ben@example.com"\n',
  },
  { schema: 'public', table: 'secrets', columns: [{ name: 'id', type: 'integer' }], csv: '7\n' },
];

/** Databases that are files from the start: freezing one costs a millisecond instead of seconds of PostgreSQL. */
export function frozenDatabases(ids: readonly string[]): SourceDatabases {
  const sources = ids.map(
    (id): SourceSpec => ({
      id,
      kind: 'aurora-cluster',
      engine: 'postgres',
      databases: [{ name: TINY_DATABASE, tables: TABLES.map((t) => ({ name: t.table, columns: '' })) }],
    }),
  );
  return {
    sources,
    freeze: async (_id, folder) => [await writeTables(join(folder, TINY_DATABASE))],
    execute: async () => {
      throw new Error('Tiny databases do not change.');
    },
    close: () => {},
  };
}

async function writeTables(folder: string): Promise<FrozenDatabase> {
  await mkdir(folder, { recursive: true });
  for (const { table, csv } of TABLES) await writeFile(join(folder, `${table}.csv`), csv);
  const tables = TABLES.map(({ schema, table, columns, csv }) => ({
    schema,
    table,
    columns,
    rows: csv.trimEnd().split('\n').length,
    bytes: csv.length,
    file: `${table}.csv`,
    persistence: 'permanent' as const,
    hasIntegerKey: true,
  }));
  return { database: TINY_DATABASE, tables };
}
