import type { DuckDBConnection } from '@duckdb/node-api';
import { loadFailure } from './query-error';
import { type LoaderDependencies, loadTable } from './tables/load-table';
import { quoted } from './tables/sql-types';
import { BoundViews, CATALOG, namedViews, sqlOf } from './views/bind-views';
import { identifiersOf, schemasOf, type VisibleTable } from './visible-tables';

export interface FillRequest {
  readonly sql: string;
  /** Of names without one, in lower case. */
  readonly database: string;
  /** False: tables stay empty, because the query is only analysed. */
  readonly withData: boolean;
}

/**
 * Makes in DuckDB what the caller sees, and leaves nothing else in reach of the query, which cannot be undone. Throws
 * QueryFailedError when a table that the query names cannot be read.
 */
export async function fillEngine(
  connection: DuckDBConnection,
  deps: LoaderDependencies,
  visible: readonly VisibleTable[],
  { sql, database, withData }: FillRequest,
): Promise<BoundViews> {
  await connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
  for (const schema of schemasOf(visible, database)) await connection.run(`CREATE SCHEMA ${CATALOG}.${quoted(schema)}`);
  const views = namedViews(visible, sql);
  const allSql = [sql, ...views.map(sqlOf)].join('\n');
  const named = identifiersOf(allSql);
  for (const each of visible.filter((table) => !views.includes(table))) {
    const { schema, table, sight } = each;
    // Only what the query names is read; the rest is there by name.
    const isNamed = named.has(table.name) && (schema === database || named.has(schema));
    try {
      const reads = isNamed && withData ? allSql : undefined;
      await loadTable(connection, deps, `${CATALOG}.${quoted(schema)}`, table, sight, reads);
    } catch (error) {
      throw loadFailure(error, `${schema}.${table.name}`);
    }
  }
  await connection.run('SET enable_external_access = false');
  const bound = new BoundViews(connection, visible, database);
  await bound.bind(views);
  await connection.run('SET lock_configuration = true');
  return bound;
}
