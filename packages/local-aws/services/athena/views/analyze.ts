import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { QueryFailedError } from '../query-error';

/** A column of a query, with DuckDB's name of its type. */
export interface AnalyzedColumn {
  readonly name: string;
  readonly type: string;
}

/** What one SELECT gives, without running it. Names without a database are looked for in the current one. */
export async function analyze(connection: DuckDBConnection, sql: string): Promise<AnalyzedColumn[]> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new QueryFailedError('SYNTAX_ERROR: Only one sql statement is allowed.');
  const statement = await statements.prepare(0);
  try {
    if (statement.statementType !== StatementType.SELECT)
      throw new QueryFailedError('SYNTAX_ERROR: A view is a SELECT.');
    return Array.from({ length: statement.columnCount }, (_, i) => ({
      name: statement.columnName(i),
      type: String(statement.columnType(i)),
    }));
  } finally {
    statement.destroySync();
  }
}
