import type { DuckDBConnection } from '@duckdb/node-api';
import { MOST_LINE_BYTES } from '../../../core/dynamodb/publishing/landing-row';
import { MOST_COLUMNS, partitionColumns } from '../../../core/dynamodb/publishing/partition-columns';
import { sqlName, sqlText } from '../../shared/duckdb/database';
import { duckDbType } from '../publishing/duckdb-types';
import { TooManyColumnsError } from '../publishing/errors';
import { parquetOptions } from '../publishing/parquet-options';
import type { PieceFile } from './piece-files';

/** Writes rows as parquet. Attributes stay strings: what they become is decided where rows are merged. */
export async function writePiece(connection: DuckDBConnection, piece: PieceFile, path: string): Promise<void> {
  const { keys, table } = piece.table;
  const columns = partitionColumns({ keys, decimals: {} }, piece.names);
  if (columns.length > MOST_COLUMNS) throw new TooManyColumnsError(table, piece.date, columns.length);
  const declared = columns.map(({ name, type }) => `${sqlName(name)}: ${sqlText(duckDbType(type))}`).join(', ');
  const lines = `read_json(${sqlText(piece.path)}, format = 'newline_delimited', compression = 'uncompressed',
    maximum_object_size = ${MOST_LINE_BYTES}, columns = {${declared}})`;
  await connection.run(`COPY (SELECT * FROM ${lines}) TO ${sqlText(path)} (${parquetOptions(piece)})`);
}
