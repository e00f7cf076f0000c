import type { ExportedColumn } from './info-files';

/**
 * Why the catalog could not keep the columns of a table apart, with the fix. Undefined: it can. Glue knows names in
 * lower case only, and Athena reads no table in which a name comes twice.
 */
export function columnClash(columns: readonly ExportedColumn[], partitionKey: string): string | undefined {
  const key = columns.find(({ name }) => name.toLowerCase() === partitionKey.toLowerCase());
  if (key !== undefined) {
    return `PARTITION_KEY_COLUMN: its column '${key.name}' is named as the partition key. Choose another lake.partitionKey for a new lake, or rename the column in the source.`;
  }
  const first = new Map<string, string>();
  for (const { name } of columns) {
    const other = first.get(name.toLowerCase());
    if (other !== undefined) {
      return `COLUMNS_DIFFER_IN_CASE: its columns '${other}' and '${name}' are one name in the catalog. Rename one of them in the source.`;
    }
    first.set(name.toLowerCase(), name);
  }
  return undefined;
}
