import { tableOfResource } from '../model/changes';
import type { CatalogState, GrantedResource } from '../model/state';

/**
 * The state with only those grants and opt-ins that can bear on one table. Who looks at forty thousand tables in turn
 * would pass over all of them for each table otherwise.
 */
export function narrowedTo(state: CatalogState): (table: string) => CatalogState {
  const grants = grouped(state.grants);
  const optIns = grouped(state.optIns);
  return (table) => ({ ...state, grants: grants(table), optIns: optIns(table) });
}

/** In their order, those that are on no single table first. */
function grouped<T extends { readonly resource: GrantedResource }>(
  items: readonly T[],
): (table: string) => readonly T[] {
  const common: T[] = [];
  const byTable = new Map<string, T[]>();
  for (const item of items) {
    const table = tableOfResource(item.resource);
    const group = table === undefined ? common : byTable.get(table);
    if (group !== undefined) group.push(item);
    else byTable.set(table!, [item]);
  }
  return (table) => [...common, ...(byTable.get(table) ?? [])];
}
