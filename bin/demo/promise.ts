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

/** The predicate of the rows that the configuration promises to the analytics account; `all` rows, or `none`. */
export function promisedRows(
  { governance }: Settings,
  glueDatabase: string,
  table: string,
): 'all' | 'none' | { readonly where: string } {
  const policy = governance.databases[glueDatabase];
  if (policy?.share?.includes(table)) return 'all';
  const filter = policy?.filters?.[table];
  if (filter === undefined) return 'none';
  return filter.rows === undefined ? 'all' : { where: filter.rows };
}
