/** Held in memory while it is written. Readers skip whole groups by their keys and versions. */
const GROUP_BYTES = 32 * 1024 ** 2;
/** DuckDB's own steps. */
const LEAST_ROWS = 2048;
const MOST_ROWS = 122_880;

/** How parquet is written, in DuckDB's SQL. Athena reads ZSTD. */
export function parquetOptions({ rows, bytes }: { readonly rows: number; readonly bytes: number }): string {
  const fitting = Math.floor(GROUP_BYTES / Math.max(1, bytes / Math.max(1, rows)) / LEAST_ROWS) * LEAST_ROWS;
  const groupRows = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, fitting));
  return `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows}`;
}
