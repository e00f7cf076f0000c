import type { ExportLayout, FrozenTable } from '../../../databases';
import { uuidOf } from '../hash';

/** Rows of a table, and the key below the export's folder that they are written to. */
export interface ExportPart {
  readonly key: string;
  /** First row, and the row after the last. */
  readonly from: number;
  readonly to: number;
}

export interface TableLayout {
  readonly parts: readonly ExportPart[];
  /** Keys of empty `_SUCCESS` markers. */
  readonly markers: readonly string[];
  readonly batches: number;
}

/**
 * Real parts are of megabytes to gigabytes; the demo's tables are small, and are to give several parts all the same.
 */
const ROWS_PER_PART = 40_000;
const ROWS_PER_BATCH = 10_000;
/** A range of keys without rows leaves no file: every third number is missing. */
const GAP_EVERY = 3;

/** Backslash, backtick, quote and space do not stand in a path. */
export const pathName = (name: string): string => name.replace(/[\\`" ]/g, '_');

/** `database/schema.table/`; for MySQL the schema is the database again. */
export const tableFolder = (database: string, { schema, table }: Pick<FrozenTable, 'schema' | 'table'>): string =>
  `${pathName(database)}/${pathName(`${schema}.${table}`)}/`;

/**
 * How a table is cut. With an integer key it is read in ranges: one batch, many parts. Without one it is read in
 * batches, one part each. An empty table leaves only `1/_SUCCESS`. File names are derived from the task, so that they
 * are the same in every run.
 */
export function layoutOf(taskId: string, database: string, frozen: FrozenTable, layout: ExportLayout): TableLayout {
  // Parquet has no rows without columns: what RDS makes of such a table is not documented, and it must not fail the
  // export.
  const table = frozen.columns.length === 0 ? { ...frozen, rows: 0 } : frozen;
  const folder = tableFolder(database, table);
  const name = (batch: number, index: number): string =>
    `part-${String(index).padStart(5, '0')}-${uuidOf(`${taskId}/${folder}${batch}/${index}`)}-c000.gz.parquet`;
  if (layout === 'flat') {
    const parts = ranges(table.rows, ROWS_PER_PART).map((r, i) => ({ ...r, key: folder + name(0, i) }));
    return { parts, markers: [`${folder}_SUCCESS`], batches: 1 };
  }
  if (table.hasIntegerKey) {
    const index = (i: number): number => i + Math.floor((i + 1) / GAP_EVERY);
    const parts = ranges(table.rows, ROWS_PER_PART).map((r, i) => ({ ...r, key: `${folder}1/${name(1, index(i))}` }));
    return { parts, markers: [`${folder}1/_SUCCESS`], batches: 1 };
  }
  const parts = ranges(table.rows, ROWS_PER_BATCH).map((r, i) => ({
    ...r,
    key: `${folder}${i + 1}/${name(i + 1, 0)}`,
  }));
  const batches = Math.max(1, parts.length);
  return { parts, markers: Array.from({ length: batches }, (_, i) => `${folder}${i + 1}/_SUCCESS`), batches };
}

function ranges(rows: number, size: number): { from: number; to: number }[] {
  const count = Math.ceil(rows / size);
  return Array.from({ length: count }, (_, i) => ({ from: i * size, to: Math.min(rows, (i + 1) * size) }));
}
