import type { SourceConfig } from '../../config/types';

export interface SourceTable {
  /** PostgreSQL only. */
  readonly schema?: string;
  readonly table: string;
}

/** RDS writes these characters as `_` in keys: `\`, the grave accent, the double quote, the space. */
export const folderName = (name: string): string => name.replace(/[\\`" ]/g, '_');

/**
 * Schema and table of a table's folder. MySQL repeats the database before the first dot that counts, so names with dots
 * are read exactly. PostgreSQL's `schema.table` is split at its first dot: a table's name may have dots, a schema's may
 * not (it would be taken for part of the table).
 */
export function parseTableFolder(
  engine: SourceConfig['engine'],
  databaseFolder: string,
  tableFolder: string,
): SourceTable {
  const dot = tableFolder.indexOf('.');
  if (engine === 'postgres') {
    return dot < 0 ? { table: tableFolder } : { schema: tableFolder.slice(0, dot), table: tableFolder.slice(dot + 1) };
  }
  const repeated = `${databaseFolder}.`;
  return { table: tableFolder.startsWith(repeated) ? tableFolder.slice(repeated.length) : tableFolder };
}

/** A name of a table in RDS's own files: `database.schema.table`, MySQL also `database.table`. */
export interface TargetTable {
  readonly databaseFolder: string;
  /** As in the keys. `undefined`: the target is a whole database. */
  readonly tableFolder?: string;
}

/**
 * Finds the database of a target among those known, longest name first, for names may have dots; else what is before
 * the first dot. The rest is given the form of a table's folder.
 */
export function parseTarget(
  engine: SourceConfig['engine'],
  target: string,
  databaseFolders: readonly string[],
): TargetTable {
  const name = folderName(target);
  const databaseFolder =
    [...databaseFolders].sort((a, b) => b.length - a.length).find((db) => name === db || name.startsWith(`${db}.`)) ??
    name.split('.', 1)[0]!;
  if (name === databaseFolder) return { databaseFolder };
  const rest = name.slice(databaseFolder.length + 1);
  const repeats = engine === 'postgres' || rest.startsWith(`${databaseFolder}.`);
  return { databaseFolder, tableFolder: repeats ? rest : `${databaseFolder}.${rest}` };
}
