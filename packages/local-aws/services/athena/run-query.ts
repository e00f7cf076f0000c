import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import type { CatalogTable } from '../glue';
import { databaseOfMissing, plain } from './missing-table';
import { loadFailure, QueryFailedError, queryFailure } from './query-error';
import type { Row } from './results/csv';
import { athenaText, athenaType, quoted } from './sql-types';
import { type LoaderDependencies, loadTable, type TableSight } from './table-loader';

/** Who asks, of which catalog. */
export interface QueryRequest {
  readonly principalArn: string;
  /** The account whose databases (and resource links) are queried. */
  readonly catalogId: string;
  /** For names without a database. */
  readonly database?: string;
  readonly sql: string;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** As Athena spells values. */
  readonly rows: readonly Row[];
}

/** What is done with a result while its rows come, batch by batch. */
export type UseResult<T> = (columns: readonly ResultColumn[], batches: AsyncIterable<readonly Row[]>) => Promise<T>;

/** What a principal reads of a table; undefined: for it the table does not exist. */
export type SeeTable = (
  principalArn: string,
  table: { readonly catalogId: string; readonly database: string; readonly table: string },
) => Promise<TableSight | undefined>;

export interface QueryDependencies extends LoaderDependencies {
  readonly see: SeeTable;
}

/**
 * No temporary directory: DuckDB leaves it open to queries when all other files are closed to them, and hidden values
 * would be spilled to it while tables are prepared. A query that needs more memory fails.
 */
const ENGINE = { threads: '2', memory_limit: '1GB', temp_directory: '' };
const CATALOG = 'awsdatacatalog';

/** Runs one SELECT and gathers all its rows. Throws {@link QueryFailedError}. */
export const runQuery = (deps: QueryDependencies, request: QueryRequest): Promise<QueryResult> =>
  useResult(deps, request, async (columns, batches) => {
    const rows: Row[] = [];
    for await (const batch of batches) rows.push(...batch);
    return { columns, rows };
  });

/**
 * Runs one SELECT over what the principal may see, in an engine made for it and thrown away. Throws {@link
 * QueryFailedError}, for a signal that aborts too.
 */
export async function useResult<T>(
  deps: QueryDependencies,
  request: QueryRequest,
  use: UseResult<T>,
  signal?: AbortSignal,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', ENGINE);
  const connection = await instance.connect();
  const database = (request.database ?? 'default').toLowerCase();
  let visible: readonly VisibleTable[] = [];
  const databaseOf = (table: string): string =>
    databaseOfMissing(table, {
      sql: request.sql,
      database,
      schemas: schemasOf(visible, database),
      tables: new Set(visible.map((each) => `${each.schema}.${each.table.name}`)),
    });
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    visible = await visibleTables(deps, request);
    await prepareTables(connection, deps, request, database, visible);
    await lockDown(connection);
    signal?.throwIfAborted();
    return await select(connection, request.sql, use);
  } catch (error) {
    throw queryFailure(error, databaseOf);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

interface VisibleTable {
  /** Of the caller's catalog: the link's own name where it is one. */
  readonly schema: string;
  readonly table: CatalogTable;
  readonly sight: TableSight;
}

async function prepareTables(
  connection: DuckDBConnection,
  deps: QueryDependencies,
  request: QueryRequest,
  database: string,
  visible: readonly VisibleTable[],
): Promise<void> {
  await connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
  const named = identifiersOf(request.sql);
  if (request.database !== undefined && deps.catalog.database(request.catalogId, database) === undefined) {
    throw new QueryFailedError(`SCHEMA_NOT_FOUND: Schema '${database}' does not exist`);
  }
  for (const schema of schemasOf(visible, database)) await connection.run(`CREATE SCHEMA ${CATALOG}.${quoted(schema)}`);
  for (const { schema, table, sight } of visible) {
    // Only what the query names is read; the rest is there by name.
    const isNamed = named.has(table.name) && (schema === database || named.has(schema));
    try {
      await loadTable(connection, deps, `${CATALOG}.${quoted(schema)}`, table, sight, isNamed);
    } catch (error) {
      throw loadFailure(error, `${schema}.${table.name}`);
    }
  }
  await connection.run(`USE ${CATALOG}.${quoted(database)}`);
}

const schemasOf = (visible: readonly VisibleTable[], database: string): Set<string> =>
  new Set([database, ...visible.map(({ schema }) => schema)]);

async function visibleTables(deps: QueryDependencies, request: QueryRequest): Promise<VisibleTable[]> {
  const visible: VisibleTable[] = [];
  for (const { name, target } of deps.catalog.databases(request.catalogId)) {
    const owner = target?.CatalogId ?? request.catalogId;
    const source = target?.DatabaseName?.toLowerCase() ?? name;
    for (const table of deps.catalog.tables(owner, source)) {
      const sight = await deps.see(request.principalArn, { catalogId: owner, database: source, table: table.name });
      if (sight !== undefined) visible.push({ schema: name, table, sight });
    }
  }
  return visible;
}

/** Every word that could be a name, in lower case. */
const identifiersOf = (sql: string): Set<string> =>
  new Set((sql.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []).map(plain));

/** From here on nothing outside the prepared tables can be reached, and that cannot be undone. */
async function lockDown(connection: DuckDBConnection): Promise<void> {
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function select<T>(connection: DuckDBConnection, sql: string, use: UseResult<T>): Promise<T> {
  const statements = await connection.extractStatements(sql.replace(/;\s*$/, ''));
  if (statements.count !== 1) throw new QueryFailedError('SYNTAX_ERROR: Only one sql statement is allowed.');
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) {
    throw new QueryFailedError(
      'NOT_SUPPORTED: The local runtime answers queries only (SELECT, WITH, VALUES, SHOW, DESCRIBE).',
    );
  }
  const result = await statement.stream();
  const types = result.columnTypes().map(String);
  const columns = result.columnNames().map((name, i) => ({ name, type: athenaType(types[i]!) }));
  async function* batches(): AsyncGenerator<Row[]> {
    for await (const rows of result.yieldRows())
      yield rows.map((row) => row.map((value, i) => athenaText(value, types[i]!)));
  }
  return use(columns, batches());
}
