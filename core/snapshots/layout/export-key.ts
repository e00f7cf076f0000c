/** A file of an export, as its key says. */
export interface ExportFile {
  /** Folder of the database, as in the key. */
  readonly databaseFolder: string;
  /** Folder of the table: `schema.table` (PostgreSQL) or `database.table` (MySQL), as in the key. */
  readonly tableFolder: string;
  /** Folders between table and file: the batch index, or nothing in the older convention. */
  readonly batch: readonly string[];
  readonly file: string;
}

/** S3Prefix of every export. RDS takes at most 60 characters, no colon. */
export const RAW_PREFIX = 'exports';

/** Where RDS puts one export: `<prefix>/<task>/`. The slash keeps `task-1` from listing `task-10`. */
export const exportFolder = (prefix: string, exportTaskId: string): string =>
  [...prefix.split('/'), exportTaskId].filter((part) => part !== '').join('/') + '/';

/**
 * Reads `<database>/<schema.table>/[<batch>/]<file>`, relative to {@link exportFolder}. RDS says that what lies below a
 * table's folder may change, so any depth is taken. `undefined` for what is in no table: the export's own JSON files,
 * folder markers.
 */
export function parseExportKey(relativeKey: string): ExportFile | undefined {
  const parts = relativeKey.split('/');
  if (parts.length < 3 || parts.some((part) => part === '')) return undefined;
  const [databaseFolder, tableFolder, ...rest] = parts as [string, string, ...string[]];
  return { databaseFolder, tableFolder, batch: rest.slice(0, -1), file: rest.at(-1)! };
}

/** `_SUCCESS` and JSON files are not data. */
export const isDataFile = (file: string): boolean => file.endsWith('.parquet');

export type InfoFile = 'export-info' | 'tables-info';

/** Which of the export's own JSON files this is, by its name. */
export function infoFileKind(file: string): InfoFile | undefined {
  if (/^export_info_.*\.json$/.test(file)) return 'export-info';
  if (/^export_tables_info_.*\.json$/.test(file)) return 'tables-info';
  return undefined;
}
