import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { FrozenColumn, FrozenDatabase, FrozenTable } from './source';

interface CatalogTable {
  readonly schema: string;
  readonly table: string;
  readonly persistence: 'p' | 'u' | 't';
  readonly columns: readonly FrozenColumn[];
  readonly hasIntegerKey: boolean;
}

/** Every table that a user made, temporary ones apart: RDS never exports those. */
const TABLES = `
  SELECT n.nspname AS schema, c.relname AS table, c.relpersistence AS persistence,
    (SELECT coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum), '[]')
       FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = c.oid AND i.indisprimary AND a.atttypid IN (20, 21, 23)) AS "hasIntegerKey"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  ORDER BY n.nspname, c.relname`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** These never hold a quote, a comma or the word for NULL. */
const UNQUOTED = /^(smallint|integer|bigint|real|double precision|boolean|numeric.*)$/;

/** Writes every table of the database as CSV into a folder, and says what is there. */
export async function freezeDatabase(postgres: PGlite, database: string, folder: string): Promise<FrozenDatabase> {
  const { rows } = await postgres.query<CatalogTable>(TABLES);
  const tables: FrozenTable[] = [];
  for (const [i, table] of rows.entries()) {
    tables.push(await freezeTable(postgres, table, folder, `${i + 1}.csv`));
  }
  return { database, tables };
}

async function freezeTable(postgres: PGlite, found: CatalogTable, folder: string, file: string): Promise<FrozenTable> {
  const { schema, table, columns, hasIntegerKey } = found;
  const force = columns.filter((c) => !UNQUOTED.test(c.type)).map((c) => quoted(c.name));
  const quoting = force.length === 0 ? '' : `, FORCE_QUOTE (${force.join(', ')})`;
  const select = `SELECT ${columns.map((c) => quoted(c.name)).join(', ')} FROM ${quoted(schema)}.${quoted(table)}`;
  const { blob, affectedRows = 0 } = await postgres.query(
    `COPY (${select}) TO '/dev/blob' (FORMAT csv, NULL '\\N'${quoting})`,
  );
  const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  await writeFile(join(folder, file), bytes);
  return {
    schema,
    table,
    columns,
    rows: affectedRows,
    bytes: bytes.length,
    file,
    persistence: found.persistence === 'u' ? 'unlogged' : 'permanent',
    hasIntegerKey,
  };
}
