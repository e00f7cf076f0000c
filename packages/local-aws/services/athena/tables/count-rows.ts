import { DuckDBInstance } from '@duckdb/node-api';
import { type ObjectStore, ServiceError } from '../../../service';
import type { FileCache } from './file-cache';
import { literal } from './sql-types';

/**
 * Rows in parquet objects, as DuckDB counts them; only those for which `where` holds. A key that is not there is an
 * error: `NoSuchKey`.
 */
export async function countRows(
  files: FileCache,
  objects: ObjectStore,
  bucket: string,
  keys: readonly string[],
  where?: string,
): Promise<number> {
  if (keys.length === 0) return 0;
  const found = keys.map((key) => {
    const summary = objects.list(bucket, key).find((o) => o.key === key);
    if (summary === undefined) throw new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`);
    return summary;
  });
  const paths = await files.paths(bucket, found);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', temp_directory: '' });
  const connection = await instance.connect();
  try {
    const list = [...new Set(paths)].map(literal).join(', ');
    const counted = await connection.runAndReadAll(
      where === undefined
        ? `SELECT file_name, num_rows::BIGINT FROM parquet_file_metadata([${list}])`
        : `SELECT filename, count(*) FROM read_parquet([${list}], filename = true) WHERE (${where}) GROUP BY filename`,
    );
    const rows = new Map(counted.getRows().map(([path, count]) => [String(path), Number(count)]));
    // Objects of the same content share a file, and each counts.
    return paths.reduce((sum, path) => sum + (rows.get(path) ?? 0), 0);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
