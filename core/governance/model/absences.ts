import { ownValue } from '../../own-value';
import type { Owned } from './owned';
import { mapValues } from './policy';
import type { CatalogState } from './state';

/** What was agreed to, without columns that were away since: one that came back counts as new. */
export const withoutAbsent = (owned: Owned, absent: Readonly<Record<string, readonly string[]>>): Owned => ({
  ...owned,
  columns: mapValues(owned.columns, (columns, table) =>
    Object.fromEntries(Object.entries(columns).filter(([name]) => ownValue(absent, table)?.includes(name) !== true)),
  ),
});

/** The versions of these tables are not to be written down: the next run asks again what came before them. */
export function withoutVersions(state: CatalogState, database: string, names: readonly string[]): CatalogState {
  const found = ownValue(state.databases, database)!;
  const tables = mapValues(found.tables, (table, name) =>
    names.includes(name) ? { ...table, version: undefined } : table,
  );
  return { ...state, databases: { ...state.databases, [database]: { ...found, tables } } };
}
