import type { StorageDescriptor } from '@aws-sdk/client-glue';
import { QueryFailedError } from '../query-error';
import type { ReadFiles } from './file-source';
import { jsonDialect } from './json/dialect';
import { jsonReader } from './json/read-json';
import { readParquet } from './read-parquet';

const PARQUET_SERDE = 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe';
const PARQUET_INPUT = 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat';
const TEXT_INPUT = 'org.apache.hadoop.mapred.TextInputFormat';

/**
 * How the files that a descriptor describes are read. `table` names it in errors. Throws QueryFailedError for a format
 * that is not served: an empty answer would look like an empty table.
 */
export function readerOf(table: string, descriptor: StorageDescriptor | undefined): ReadFiles {
  const { InputFormat, SerdeInfo = {}, Columns = [] } = descriptor ?? {};
  const serde = SerdeInfo.SerializationLibrary;
  if (!InputFormat || !serde)
    throw new QueryFailedError(
      `HIVE_UNSUPPORTED_FORMAT: Unable to create input format ${InputFormat ?? ''} (${table} needs an InputFormat and a SerDe in its StorageDescriptor)`,
    );
  if (serde === PARQUET_SERDE && InputFormat === PARQUET_INPUT) return readParquet;
  const dialect = jsonDialect(SerdeInfo);
  if (dialect !== undefined && InputFormat === TEXT_INPUT) return jsonReader(table, Columns, dialect);
  throw new QueryFailedError(
    `NOT_SUPPORTED: The local runtime reads parquet and JSON. ${table} has the SerDe ${serde} with ${InputFormat}.`,
  );
}
