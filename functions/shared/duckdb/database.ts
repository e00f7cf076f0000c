import type { DuckDBConnection } from '@duckdb/node-api';

export interface DatabaseOptions {
  /** Of what DuckDB counts; the process has about 100 MB besides. What does not fit is spilled to disk. */
  readonly mebibytes: number;
  /** For what is spilled; gone afterwards. */
  readonly spill: string;
}

/** Runs `act` with a database of its own, in memory and of one thread, so that the same rows give the same files. */
export async function withDuckDb<T>(
  { mebibytes, spill }: DatabaseOptions,
  act: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  // loaded only here: 70 MB, which a function that has no work for it never reads
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const settings = { threads: '1', memory_limit: `${mebibytes}MiB`, temp_directory: spill };
  const database = await DuckDBInstance.create(':memory:', settings);
  const connection = await database.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    return await act(connection);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Whether DuckDB's message is about this machine (memory, disk), not about the data. */
export const isOfMachine = (message: string): boolean =>
  /^(?:Out of Memory|IO|INTERNAL|INTERRUPT|FATAL)\b/i.test(message);
