import { ownValue } from '../../own-value';
import type { Desired } from '../desired/desired-table';
import { filterThing, type Owned } from './owned';
import type { DatabaseRules } from './policy';
import type { CatalogState, DataFilter } from './state';

/** A filter of the policy whose name somebody else's has. */
export interface FilterOfOthers {
  readonly table: string;
  readonly name: string;
}

/**
 * Filters that are named like one of the policy, differ from it, and are not lakeferry's: neither the ledger knows
 * them, nor does anybody hold them who should hold the policy's.
 */
export function filtersOfOthers(
  { database }: Pick<DatabaseRules, 'database'>,
  { tables }: Pick<Desired, 'tables'>,
  live: CatalogState,
  { things }: Owned,
): FilterOfOthers[] {
  return Object.entries(tables).flatMap(([table, { filters }]) =>
    filters.flatMap(({ filter: { name, ...wanted }, principals }) => {
      const present = ownValue(ownValue(live.databases, database)?.tables, table)?.filters.find(
        (each) => each.name === name,
      );
      if (present === undefined || isSame(present, wanted) || things.has(filterThing(table, name))) return [];
      const isHeld = live.grants.some(
        ({ principal, resource: r }) =>
          principals.includes(principal) &&
          r.kind === 'filter' &&
          r.database === database &&
          r.table === table &&
          r.name === name,
      );
      return isHeld ? [] : [{ table, name }];
    }),
  );
}

const isSame = (a: DataFilter, b: Omit<DataFilter, 'name'>): boolean =>
  a.rows === b.rows &&
  a.columns !== undefined &&
  JSON.stringify(a.columns) === JSON.stringify([...(b.columns ?? [])].sort());
