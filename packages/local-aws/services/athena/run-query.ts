import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import { fillEngine } from './fill-engine';
import { QueryFailedError, queryFailure } from './query-error';
import type { Row } from './results/csv';
import type { LoaderDependencies } from './tables/load-table';
import { athenaText, athenaType } from './tables/sql-types';
import { analyze } from './views/analyze';
import { type BoundViews, CATALOG } from './views/bind-views';
import { createView, dropView, showCreateView } from './views/change-view';
import { isView } from './views/definition';
import { type ViewStatement, viewStatement } from './views/view-statement';
import { type SeeTable, type VisibleTable, visibleTables } from './visible-tables';

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

export interface QueryDependencies extends LoaderDependencies {
  readonly see: SeeTable;
}

/**
 * No temporary directory: DuckDB leaves it open to queries when all other files are closed to them, and hidden values
 * would be spilled to it while tables are prepared. A query that needs more memory fails.
 */
const ENGINE = { threads: '2', memory_limit: '1GB', temp_directory: '' };

/** Runs one statement and gathers all its rows. Throws {@link QueryFailedError}. */
export const runQuery = (deps: QueryDependencies, request: QueryRequest): Promise<QueryResult> =>
  useResult(deps, request, async (columns, batches) => {
    const rows: Row[] = [];
    for await (const batch of batches) rows.push(...batch);
    return { columns, rows };
  });

/**
 * Runs one SELECT over what the principal may see, or changes a view. Throws {@link QueryFailedError}, for a signal
 * that aborts too.
 */
export async function useResult<T>(
  deps: QueryDependencies,
  request: QueryRequest,
  use: UseResult<T>,
  signal?: AbortSignal,
): Promise<T> {
  const database = (request.database ?? 'default').toLowerCase();
  const statement = viewStatement(request.sql);
  requireDatabase(deps, request.catalogId, request.database?.toLowerCase());
  const visible = await visibleTables(deps, request);
  if (statement === undefined)
    return inEngine(deps, { ...request, database, visible, withData: true, signal }, (connection) =>
      select(connection, request.sql, use),
    );
  const lines = await answerAboutViews(deps, { ...request, database }, statement, visible, signal);
  const header = HEADERS[statement.kind];
  return use(header === undefined ? [] : [{ name: header, type: 'varchar' }], rowsOf(lines));
}

/** Throws QueryFailedError for a database that somebody names and that is not there. */
function requireDatabase({ catalog }: QueryDependencies, catalogId: string, name: string | undefined): void {
  if (name !== undefined && catalog.database(catalogId, name) === undefined)
    throw new QueryFailedError(`SCHEMA_NOT_FOUND: Schema '${name}' does not exist`);
}

/** Of the statements that answer with lines. */
const HEADERS: Partial<Record<ViewStatement['kind'], string>> = { show: 'Create View', list: 'views' };

async function* rowsOf(lines: readonly string[]): AsyncGenerator<Row[]> {
  yield lines.map((line) => [line]);
}

/** Returns the lines of its answer. */
async function answerAboutViews(
  deps: QueryDependencies,
  request: QueryRequest & { readonly database: string },
  statement: ViewStatement,
  visible: readonly VisibleTable[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const { name, database = request.database } = statement;
  if (statement.kind === 'list') {
    requireDatabase(deps, request.catalogId, statement.database);
    return visible.filter((each) => each.schema === database && isView(each.table)).map(({ table }) => table.name);
  }
  if (statement.kind === 'show') {
    const shown = visible.find(({ schema, table }) => schema === database && table.name === name);
    return showCreateView(shown?.table, database, name);
  }
  if (statement.kind === 'drop') {
    await dropView(deps, request, statement);
    return [];
  }
  const others = visible.filter(({ schema, table }) => schema !== database || table.name !== name);
  const sql = statement.query;
  const columns = await inEngine(deps, { ...request, sql, visible: others, withData: false, signal }, (connection) =>
    analyze(connection, sql),
  ).catch((error: unknown) => {
    throw isAbout(error, `${CATALOG}.${database}.${name}`)
      ? new QueryFailedError('VIEW_IS_RECURSIVE: Statement would create a recursive view')
      : error;
  });
  await createView(deps, request, statement, columns);
  return [];
}

const isAbout = (error: unknown, name: string): boolean =>
  error instanceof QueryFailedError && error.reason.startsWith(`TABLE_NOT_FOUND: Table '${name}'`);

interface EngineRequest {
  readonly sql: string;
  readonly database: string;
  readonly visible: readonly VisibleTable[];
  readonly withData: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Works in an engine that is made for one query and thrown away. */
async function inEngine<T>(
  deps: LoaderDependencies,
  request: EngineRequest,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const { sql, visible, signal } = request;
  const instance = await DuckDBInstance.create(':memory:', ENGINE);
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  let views: BoundViews | undefined;
  try {
    views = await fillEngine(connection, deps, visible, request);
    signal?.throwIfAborted();
    return await work(connection);
  } catch (error) {
    throw views?.failureOf(error, sql) ?? queryFailure(error, () => request.database);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

async function select<T>(connection: DuckDBConnection, sql: string, use: UseResult<T>): Promise<T> {
  const statements = await connection.extractStatements(sql.replace(/;\s*$/, ''));
  if (statements.count !== 1) throw new QueryFailedError('SYNTAX_ERROR: Only one sql statement is allowed.');
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) {
    throw new QueryFailedError(
      'NOT_SUPPORTED: The local runtime answers queries (SELECT, WITH, VALUES, SHOW, DESCRIBE) and changes views.',
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
