import { type CatalogState, type DatabaseState, isBelow, locationOf, type TableState } from './state';

/** A table with files that Lake Formation does not restrict, and that no export brought. */
export const isOfOthers = (live: CatalogState, database: DatabaseState, state: TableState): boolean =>
  state.isView !== true && locationOf(live, state.location) === undefined && !isOfLake(live, database, state);

/**
 * Below the folder of the database. If the database does not say where it stands, a table is taken for one of the lake
 * as long as none of its tables is at a registered location.
 */
function isOfLake(live: CatalogState, { folder, tables }: DatabaseState, { location }: TableState): boolean {
  if (location === undefined) return false;
  if (folder !== undefined) return isBelow(folder, location);
  return Object.values(tables).every((each) => locationOf(live, each.location) === undefined);
}
