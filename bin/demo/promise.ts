import type { Settings } from '../../core/config/types';

/** The columns that the configuration promises to the analytics account, of a table that has `columns`. Written apart from the planner, to check it. */
export function promisedColumns(
  settings: Settings,
  glueDatabase: string,
  table: string,
  columns: readonly string[],
): readonly string[] {
  const policy = settings.governance.databases[glueDatabase];
  if (policy?.share?.includes(table)) return columns;
  const filter = policy?.filters?.[table];
  if (filter === undefined) return [];
  return columns.filter((c) => filter.columns.includes(c) || c === settings.lake.partitionKey);
}
