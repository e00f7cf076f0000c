import type { PartitionColumn } from '../publishing/partition-columns';

/** A column that has another type by now than its table has. */
export interface TypeChange extends PartitionColumn {
  readonly present: string;
}

/**
 * Columns of a table that gets these: those that it has, in their order, then new ones. Columns only come: partitions
 * that stand have the first of them at the same places, which Athena compares.
 */
export function grownColumns(
  present: readonly PartitionColumn[],
  wanted: readonly PartitionColumn[],
): { readonly columns: readonly PartitionColumn[]; readonly changed: readonly TypeChange[] } {
  const types = new Map(present.map(({ name, type }) => [name, type]));
  return {
    columns: [...present, ...wanted.filter(({ name }) => !types.has(name))],
    changed: wanted.flatMap(({ name, type }) => {
      const known = types.get(name);
      return known === undefined || known === type ? [] : [{ name, type, present: known }];
    }),
  };
}

/** As a crawler writes it for parquet. The location ends in a slash. */
export const storageDescriptor = (Location: string, columns: readonly PartitionColumn[]) => ({
  Columns: columns.map(({ name: Name, type: Type }) => ({ Name, Type })),
  Location,
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  Compressed: false,
  NumberOfBuckets: -1,
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
  BucketColumns: [],
  SortColumns: [],
  StoredAsSubDirectories: false,
});

/** Of table and partitions. */
export const PARQUET_PARAMETERS: Readonly<Record<string, string>> = { classification: 'parquet', typeOfData: 'file' };
