import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FrozenDatabase, SourceDatabases, SourceSpec } from '../../../packages/local-aws/databases';

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

/** One cluster of several of these databases. */
export function frozenCluster(id: string, names: readonly string[]): SourceDatabases {
  const databases = names.map((name) => ({ name, tables: TABLES.map((t) => ({ name: t.table, columns: '' })) }));
  return {
    ...frozenDatabases([]),
    sources: [{ id, kind: 'aurora-cluster', engine: 'postgres', databases }],
    freeze: (_id, folder) => Promise.all(names.map((name) => writeTables(join(folder, name), TABLES, 0))),
  };
}

/**
 * Databases that are files from the start: freezing one costs a millisecond instead of seconds of PostgreSQL. `itemsOf`
 * says how many items are in one when it is frozen, `bytesOf` how large it claims to be, which decides how long its
 * export takes; the other tables do not change.
 */
export function frozenDatabases(
  ids: readonly string[],
  itemsOf?: (id: string) => number,
  bytesOf?: (id: string) => number,
): SourceDatabases {
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
    freeze: async (id, folder) => [
      await writeTables(
        join(folder, TINY_DATABASE),
        itemsOf === undefined ? TABLES : tablesWith(itemsOf(id)),
        bytesOf?.(id) ?? 0,
      ),
    ],
    execute: async () => {
      throw new Error('Tiny databases do not change.');
    },
    close: () => {},
  };
}

const tablesWith = (items: number): TinyTable[] =>
  TABLES.map((t) => (t.table === 'items' ? { ...t, csv: csvOf(items) } : t));

const csvOf = (items: number): string => Array.from({ length: items }, (_, i) => `${i},"item ${i}"\n`).join('');

async function writeTables(folder: string, given: readonly TinyTable[], claimed: number): Promise<FrozenDatabase> {
  await mkdir(folder, { recursive: true });
  for (const { table, csv } of given) await writeFile(join(folder, `${table}.csv`), csv);
  const tables = given.map(({ schema, table, columns, csv }) => ({
    schema,
    table,
    columns,
    rows: csv.trimEnd().split('\n').length,
    bytes: csv.length + (table === 'items' ? claimed : 0),
    file: `${table}.csv`,
    persistence: 'permanent' as const,
    hasIntegerKey: true,
  }));
  return { database: basename(folder), tables };
}
