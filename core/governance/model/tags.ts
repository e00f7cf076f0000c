import { ownValue } from '../../own-value';
import type { CatalogState, DatabaseState, Place, TableState, TagExpression, Tags } from './state';

/** Every key is there with one of its values. More tags on the resource do not matter. */
export const matches = (expression: TagExpression, tags: Tags): boolean =>
  Object.entries(expression).every(([key, values]) => {
    const value = ownValue(tags, key);
    return value !== undefined && values.includes(value);
  });

/** Own over inherited, key by key. */
export const tableTags = (database: DatabaseState, table: TableState): Tags => ({ ...database.tags, ...table.tags });

export const columnTags = (database: DatabaseState, table: TableState, column: string): Tags => ({
  ...tableTags(database, table),
  ...ownValue(table.columnTags, column),
});

/** What was put on the place itself. */
export function assignedTags(state: CatalogState, { database, table, column }: Place): Tags {
  const found = ownValue(state.databases, database);
  if (table === undefined) return found?.tags ?? {};
  const tableState = ownValue(found?.tables, table);
  if (column === undefined) return tableState?.tags ?? {};
  return ownValue(tableState?.columnTags, column) ?? {};
}
