import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { planSlices, type RowRange } from '../../../../core/replication/conversion';
import { isOfMachine, sqlText } from '../../../shared/duckdb/database';
import { ConversionFailedError } from '../../copy/errors';
import { type ConversionWork, NotConvertibleError, type Slice } from '../converter';

/** One thread and so much memory: the process stays below 160 MB, whatever the file (bench/README.md). */
const LIMITS = { threads: '1', memory_limit: '128MB' };
/** By these the length of a row is estimated. */
const ROWS_OF_ESTIMATE = 8192;
/** DuckDB's own column of row numbers in a file. */
const ROW_NUMBER = 'file_row_number';

/**
 * Parquet to CSV by DuckDB, in slices of about 256 MiB that are files: it writes no faster than somebody takes them,
 * and a part that fails is read again. It takes as much CPU as a FIFO, which needs a program that Lambda may lack.
 */
export async function* convertParquet({ input, folder, inspected, ...work }: ConversionWork): AsyncGenerator<Slice> {
  // loaded only here: 70 MB, which a function that converts nothing never reads
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const database = await DuckDBInstance.create(':memory:', { ...LIMITS, temp_directory: join(folder, 'spill') });
  const connection = await database.connect();
  const rows = `SELECT * FROM read_parquet(${sqlText(input)}, hive_partitioning = false)`;
  const write = async (query: string, path: string, header: boolean): Promise<Slice> => {
    const options = `FORMAT csv, HEADER ${header}, NEW_LINE ${work.lineEnds === 'crlf' ? "'\\r\\n'" : "'\\n'"}`;
    await judged(() => connection.run(`COPY (${query}) TO ${sqlText(path)} (${options})`));
    return { path, bytes: (await stat(path)).size };
  };
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    const { groups } = inspected.counts;
    const sample = await write(`${rows} LIMIT ${ROWS_OF_ESTIMATE}`, join(folder, 'sample'), false);
    const sampled = Math.min(ROWS_OF_ESTIMATE, total(groups));
    const slices = hasRowNumbers(inspected.columns)
      ? []
      : planSlices(groups, sample.bytes / Math.max(1, sampled), work.sliceBytes);
    if (slices.length <= 1) yield await write(rows, join(folder, 'whole'), true);
    else
      for (const [i, slice] of slices.entries())
        yield await write(`${rows} WHERE ${within(slice)}`, join(folder, `slice-${i}`), i === 0);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

const total = (groups: readonly number[]): number => groups.reduce((sum, rows) => sum + rows, 0);

/** A column of the file by that name hides DuckDB's: such a file is one slice. */
const hasRowNumbers = (columns: readonly string[]): boolean =>
  columns.some((name) => name.toLowerCase() === ROW_NUMBER);

const within = ({ from, to }: RowRange): string => `${ROW_NUMBER} >= ${from} AND ${ROW_NUMBER} < ${to}`;

async function judged(act: () => ReturnType<DuckDBConnection['run']>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { message } = error as Error;
    if (isOfMachine(message)) throw new ConversionFailedError(message, { cause: error });
    throw new NotConvertibleError(`UNREADABLE: DuckDB refuses it: ${message.split('\n')[0]}`);
  }
}
