import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { PGlite } from '@electric-sql/pglite';
import type { DatabaseSpec, TableSpec } from './source';

/** DuckDB reads and shapes the files; more memory than this it may not take. */
const DUCKDB_LIMITS = { memory_limit: '256MB', threads: '1' };

export interface LoadPlaces {
  /** Folder of the data files, for `$data`. */
  readonly data: string;
  /** Folder for files that are gone afterwards. */
  readonly scratch: string;
}

/** Makes the tables of a database and fills them by COPY. */
export async function loadDatabase(postgres: PGlite, spec: DatabaseSpec, places: LoadPlaces): Promise<void> {
  for (const statement of spec.setup ?? []) await postgres.exec(statement);
  const duckdb = await DuckDBInstance.create(':memory:', DUCKDB_LIMITS);
  const connection = await duckdb.connect();
  try {
    for (const table of spec.tables) await loadTable(postgres, connection, table, places);
  } finally {
    connection.closeSync();
    duckdb.closeSync();
  }
}

async function loadTable(
  postgres: PGlite,
  duckdb: DuckDBConnection,
  { name, columns, rows }: TableSpec,
  { data, scratch }: LoadPlaces,
): Promise<void> {
  await postgres.exec(`CREATE TABLE ${name} (${columns})`);
  if (rows === undefined) return;
  const file = join(scratch, 'load.csv');
  const select = rows.replaceAll('$data', data.replaceAll("'", "''"));
  await duckdb.run(`COPY (${select}) TO '${file}' (FORMAT csv, HEADER false, NULLSTR '\\N', QUOTE '"', ESCAPE '"')`);
  const blob = new Blob([new Uint8Array(await readFile(file))]);
  await postgres.query(`COPY ${name} FROM '/dev/blob' (FORMAT csv, NULL '\\N')`, [], { blob });
  await rm(file);
}
