import type { DuckDBConnection } from '@duckdb/node-api';
import { type DatabaseOptions, isOfMachine, withDuckDb } from '../../shared/duckdb/database';
import { RowsUnfinishedError } from './errors';

/** Runs `act` with DuckDB. Throws {@link RowsUnfinishedError} when memory or disk failed it. */
export const withRows = <T>(options: DatabaseOptions, act: (connection: DuckDBConnection) => Promise<T>): Promise<T> =>
  withDuckDb(options, act).catch((error: unknown) => {
    const { message } = error as Error;
    // its message may name a file of ours, and never a value
    throw isOfMachine(message) ? new RowsUnfinishedError(message.split('\n')[0]!, { cause: error }) : error;
  });

/** DuckDB's writer counts blocks of 256 KiB for each column, of which it uses little: 2,000 columns took 0.6 GB. */
const MEBIBYTES_OF_COLUMN = 2;

/** Before parquet of so many columns is written: what does not fit is spilled, but for these blocks. */
export const makeRoom = async (connection: DuckDBConnection, mebibytes: number, columns: number): Promise<void> => {
  await connection.run(`SET memory_limit = '${mebibytes + columns * MEBIBYTES_OF_COLUMN}MiB'`);
};
