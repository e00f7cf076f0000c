import { bucketSql } from '../../../core/dynamodb/publishing/bucket-of';
import type { PartitionColumn } from '../../../core/dynamodb/publishing/partition-columns';
import { ENVELOPE } from '../../../core/dynamodb/row';
import { sqlName, sqlText } from '../../shared/duckdb/database';
import { duckDbType } from '../publishing/duckdb-types';
import type { RowBucket, RowFiles } from './row-files';

const { sequence, eventId, version, event, source, ttl } = ENVELOPE;

/** The rows of a bucket in some files, with their columns as they are there. */
export function rowsIn({ paths, isMixed }: RowFiles, { keys, bucket, buckets }: RowBucket): string {
  const files = `read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true, hive_partitioning = false)`;
  return isMixed ? `${files} WHERE ${bucketSql(keys.map(sqlName), buckets)} = ${bucket}` : files;
}

/** All rows, with the columns of the partition. */
export const allRows = (input: RowBucket, columns: readonly PartitionColumn[], files: readonly RowFiles[]): string =>
  files
    .map((each) => {
      const cast = ({ name, type }: PartitionColumn): string =>
        `${castOf(name, duckDbType(type), each.types.get(name))} AS ${sqlName(name)}`;
      return `SELECT ${columns.map(cast).join(', ')} FROM ${rowsIn(each, input)}`;
    })
    .join(' UNION ALL ');

/** `had` is DuckDB's type of the column in the files. @default they lack it */
function castOf(name: string, wanted: string, had: string | undefined): string {
  if (had === undefined) return `NULL::${wanted}`;
  if (had === wanted) return sqlName(name);
  const text = textOf(name, had);
  return wanted === 'VARCHAR' ? text : `CAST(${text} AS ${wanted})`;
}

/** Text of a column, as DynamoDB writes a number: without zeros at the end of a fraction. */
export function textOf(name: string, type: string): string {
  const column = sqlName(name);
  if (!type.startsWith('DECIMAL')) return column;
  return type.endsWith(',0)') ? `${column}::VARCHAR` : `rtrim(rtrim(${column}::VARCHAR, '0'), '.')`;
}

/** One row each of a view, in order. Of those that differ in sequence and event id only, the least sequence is kept. */
export function mergedRows(keys: readonly string[], columns: readonly PartitionColumn[], from = 'rows'): string {
  const names = columns.map(({ name }) => name);
  const wanted = names.map(sqlName).join(', ');
  const alike = [...keys, version.name, event.name, source.name].map(sqlName).join(', ');
  const content = names
    .filter((name) => name !== sequence.name && name !== eventId.name)
    .map(sqlName)
    .map((name) => `coalesce(strlen(${name}::VARCHAR) || ':' || ${name}::VARCHAR, '-')`);
  const bySequence = (nulls: string): string =>
    [`length(${sequence.name})`, sequence.name, eventId.name].map((each) => `${each} NULLS ${nulls}`).join(', ');
  // few rows share key and version with another: only these are compared as a whole
  return `WITH alike AS (SELECT ${alike} FROM ${from} GROUP BY ALL HAVING count(*) > 1),
    kept AS (SELECT ${wanted} FROM ${from} SEMI JOIN alike USING (${alike}) QUALIFY row_number() OVER (
      PARTITION BY sha256(concat(${content.join(', ')})) ORDER BY ${bySequence('LAST')}) = 1),
    merged AS (SELECT ${wanted} FROM ${from} ANTI JOIN alike USING (${alike}) UNION ALL SELECT ${wanted} FROM kept)
    SELECT ${wanted} FROM merged ORDER BY ${[...keys, version.name].map(sqlName).join(', ')}, ${bySequence('FIRST')},
      ${source.name}, ${event.name}, ${ttl.name}`;
}
