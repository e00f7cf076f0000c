import type { CatalogState, DatabaseState, Place, TableState, TagExpression, Tags } from './state';

/** Every key is there with one of its values. More tags on the resource do not matter. */
export const matches = (expression: TagExpression, tags: Tags): boolean =>
  Object.entries(expression).every(([key, values]) => tags[key] !== undefined && values.includes(tags[key]));

/** Own over inherited, key by key. */
export const tableTags = (database: DatabaseState, table: TableState): Tags => ({ ...database.tags, ...table.tags });

export const columnTags = (database: DatabaseState, table: TableState, column: string): Tags => ({
  ...tableTags(database, table),
  ...table.columnTags[column],
});

/** What was put on the place itself. */
export function assignedTags(state: CatalogState, { database, table, column }: Place): Tags {
  const found = state.databases[database];
  if (table === undefined) return found?.tags ?? {};
  const tableState = found?.tables[table];
  if (column === undefined) return tableState?.tags ?? {};
  return tableState?.columnTags[column] ?? {};
}
