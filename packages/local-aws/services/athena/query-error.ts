/** Why a query failed, in Athena's words. `reason` is what GetQueryExecution shows as StateChangeReason. */
export class QueryFailedError extends Error {
  override readonly name = 'QueryFailedError';
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Tables are prepared from all that they hold, hidden columns and rows too, and DuckDB's complaints quote values: none
 * of its words is told.
 */
export function loadFailure(error: unknown, table: string): QueryFailedError {
  if (error instanceof QueryFailedError) return error;
  if (isOutOfMemory(error)) return new QueryFailedError(EXHAUSTED);
  return new QueryFailedError(
    `HIVE_BAD_DATA: The files of ${table} do not fit its columns, or its row filter does not fit their values`,
  );
}

const isOutOfMemory = (error: unknown): boolean => /^(?:Error: )*Out of Memory Error/.test(String(error));

/** Athena's words. */
const EXHAUSTED = 'EXCEEDED_MEMORY_LIMIT: Query exhausted resources at this scale factor';

/**
 * Athena's answer to DuckDB's complaint. What the caller may not see is not there for DuckDB either, so no message can
 * tell more than that it is not there; DuckDB's suggestions are left out all the same. `databaseOf` tells where a table
 * was looked for.
 */
export function queryFailure(error: unknown, databaseOf: (table: string) => string): QueryFailedError {
  if (error instanceof QueryFailedError) return error;
  if (isOutOfMemory(error)) return new QueryFailedError(EXHAUSTED);
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.split('\n');
  const missingSchema = /because schema "([^"]+)" does not exist/.exec(message);
  if (missingSchema !== null) {
    return new QueryFailedError(`SCHEMA_NOT_FOUND: Schema '${missingSchema[1]}' does not exist`);
  }
  const missingTable = /Table with name "?(.+?)"? does not exist/.exec(first);
  if (missingTable !== null) {
    const name = missingTable[1]!.includes('.')
      ? missingTable[1]!
      : `${databaseOf(missingTable[1]!)}.${missingTable[1]}`;
    return new QueryFailedError(`TABLE_NOT_FOUND: Table 'awsdatacatalog.${name}' does not exist`);
  }
  const missingColumn =
    /Referenced column "([^"]+)" not found/.exec(first) ?? /does not have a column named "([^"]+)"/.exec(first);
  if (missingColumn !== null) {
    return new QueryFailedError(
      `COLUMN_NOT_FOUND: Column '${missingColumn[1]}' cannot be resolved or requester is not authorized to access requested resources`,
    );
  }
  const missingFunction = /Function with name "?(\w+)"? does not exist/.exec(first);
  if (missingFunction !== null) {
    return new QueryFailedError(`FUNCTION_NOT_FOUND: Function '${missingFunction[1]}' not registered`);
  }
  if (/^(Error: )?Permission Error/.test(first))
    return new QueryFailedError('PERMISSION_DENIED: Access to files is not allowed');
  if (/^(Failed to extract statements: )?Parser Error/.test(first))
    return new QueryFailedError(`SYNTAX_ERROR: ${first}`);
  return new QueryFailedError(`GENERIC_USER_ERROR: ${first}`);
}
