import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../../shared/duckdb/database';
import { fetchFile } from '../../shared/files/fetch-file';
import { inParallel } from '../../shared/in-parallel';
import type { WritePartitionInput } from '../payloads';

/** Files that came together, of one type for each column, which some of them may lack. */
export interface RowFiles {
  readonly paths: readonly string[];
  /** Column to DuckDB's type. */
  readonly types: ReadonlyMap<string, string>;
  /** Whether rows of other buckets are among them. */
  readonly isMixed: boolean;
}

/** One bucket of a table and date. */
export type RowBucket = Pick<WritePartitionInput, 'glueTable' | 'date' | 'keys' | 'bucket' | 'buckets'>;

export interface FilesAt {
  readonly bucket: string;
  /** With a slash at its end. */
  readonly folder: string;
  readonly names: readonly string[];
  readonly isMixed: boolean;
}

const AT_ONCE = 8;

/** Brings files to disk, below `folder`. */
export async function fetchRowFiles(
  s3: Pick<S3Client, 'send'>,
  connection: DuckDBConnection,
  at: FilesAt,
  folder: string,
): Promise<RowFiles> {
  const numbered = at.names.map((name, number) => ({ name, path: join(folder, `${number}.parquet`) }));
  const paths = await inParallel(numbered, AT_ONCE, async ({ name, path }) => {
    await fetchFile(s3, { bucket: at.bucket, key: `${at.folder}${name}` }, path);
    return path;
  });
  return { paths, types: await typesOf(connection, paths), isMixed: at.isMixed };
}

export async function typesOf(connection: DuckDBConnection, paths: readonly string[]): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const list = paths.map(sqlText).join(', ');
  const rows = `read_parquet([${list}], union_by_name = true, hive_partitioning = false)`;
  const described = await connection.runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE FROM ${rows})`);
  return new Map(described.getRowsJson() as [string, string][]);
}

/** About what the rows have in memory. */
export async function unpackedBytes(connection: DuckDBConnection, files: readonly RowFiles[]): Promise<number> {
  const list = files.flatMap(({ paths }) => paths.map(sqlText)).join(', ');
  const summed = await connection.runAndReadAll(
    `SELECT coalesce(sum(total_uncompressed_size), 0) FROM parquet_metadata([${list}])`,
  );
  return Number(summed.getRows()[0]![0]);
}
