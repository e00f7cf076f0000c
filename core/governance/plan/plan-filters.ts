import { flawOfPredicate } from '../../config/governance/row-predicate';
import { ownValue } from '../../own-value';
import type { Desired } from '../desired/desired-table';
import type { Change } from '../model/changes';
import { filtersOfOthers } from '../model/filters-of-others';
import { filterThing, type Owned } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import { ALL_ROWS, type CatalogState, type DataFilter, type TableState } from '../model/state';

/** Characters of a row predicate: Lake Formation takes fewer than 2048. */
const MAX_PREDICATE = 2047;

/**
 * Filters of all tables. One that hides something and shows something else is changed in two steps, so that the first
 * can be made whatever keeps the second.
 */
export function planFilters(
  { database, mode }: DatabaseRules,
  desired: Desired,
  live: CatalogState,
  owned: Owned,
  allows: {
    /** The second step may be made on that table. */
    readonly opening: (table: string) => boolean;
    /** Lake Formation takes the predicates of that table. */
    readonly rows: (table: string) => boolean;
  },
): Change[] {
  const others = filtersOfOthers({ database }, desired, live, owned);
  return Object.entries(ownValue(live.databases, database)!.tables).flatMap(([table, state]) => {
    const wanted = ownValue(desired.tables, table)!.filters.map(({ filter }) => filter);
    const put = wanted.flatMap((filter): Change[] => {
      const present = state.filters.find(({ name }) => name === filter.name);
      if (present === undefined) return [{ kind: 'create-filter', database, table, filter }];
      if (isSameFilter(present, filter)) return [];
      if (others.some((other) => other.table === table && other.name === filter.name)) return [];
      const rows = allows.rows(table) ? rowsOfBoth(present.rows, filter.rows) : present.rows;
      const columns = (filter.columns ?? []).filter((column) => shownBy(present, state).includes(column));
      const step = { name: filter.name, columns, rows };
      return planUpdate({ database, table }, present, filter, step, allows.opening(table));
    });
    const drop = state.filters
      .filter(({ name }) => !wanted.some((filter) => filter.name === name))
      .filter(({ name }) => mode === 'exact' && owned.things.has(filterThing(table, name)))
      .map(({ name }): Change => ({ kind: 'delete-filter', database, table, name }));
    return [...put, ...drop];
  });
}

/** `step`: what both show. */
function planUpdate(
  place: { readonly database: string; readonly table: string },
  present: DataFilter,
  filter: DataFilter,
  step: DataFilter,
  mayOpen: boolean,
): Change[] {
  const update = (to: DataFilter, narrows: boolean): Change => ({
    kind: 'update-filter',
    ...place,
    filter: to,
    narrows,
  });
  if (isSameFilter(step, filter)) return [update(filter, true)];
  // a filter without columns cannot be, so one request changes it all
  if (step.columns?.length === 0) {
    return mayOpen ? [update(filter, true)] : [{ kind: 'delete-filter', ...place, name: filter.name }];
  }
  return [...(isSameFilter(present, step) ? [] : [update(step, true)]), update(filter, false)];
}

const shownBy = ({ columns, excluded = [] }: DataFilter, state: TableState): readonly string[] =>
  columns ?? state.columns.map(({ name }) => name).filter((name) => !excluded.includes(name));

/** Rows that both let through, or those of `present` where they already are, and where no predicate can say it. */
function rowsOfBoth(present: string, wanted: string): string {
  if (present === ALL_ROWS || present === wanted) return wanted;
  if (wanted === ALL_ROWS || isWithin(present, wanted)) return present;
  const both = `(${present}) AND (${wanted})`;
  return both.length > MAX_PREDICATE ? present : both;
}

/** It was narrowed to those before, as it is below. In `a OR (b) AND (wanted)` the last part narrows only `b`. */
function isWithin(present: string, wanted: string): boolean {
  const end = `) AND (${wanted})`;
  return present.startsWith('(') && present.endsWith(end) && isBalanced(present.slice(1, -end.length));
}

const isBalanced = (predicate: string): boolean => flawOfPredicate(predicate) === undefined;

/** Column lists are sets; how all rows are spelt does not matter here any more. */
const isSameFilter = (a: DataFilter, b: DataFilter): boolean =>
  a.rows === b.rows && a.columns !== undefined && sameSet(a.columns, b.columns ?? []);

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));
