import type { ReadFiles } from './file-source';
import { literal } from './sql-types';

/** Columns are found by name, whatever their order, as Athena finds those of parquet. */
export const readParquet: ReadFiles = async (connection, files, { bucket, objects }) => {
  const list = (await files.paths(bucket, objects)).map(literal).join(', ');
  const from = `read_parquet([${list}], union_by_name = true, hive_partitioning = false)`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return { from, columns: new Set(described.getRows().map(([name]) => String(name).toLowerCase())) };
};
