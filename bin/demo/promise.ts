import type { DatabasePolicy, Settings, TableFilter } from '../../core/config/types';
import { ownValue } from '../../core/own-value';

type Tags = Readonly<Record<string, string>>;

/**
 * The columns that the configuration promises to the analytics account, of a table that has `columns`. Written apart
 * from the planner, to check it.
 */
export function promisedColumns(
  settings: Settings,
  glueDatabase: string,
  table: string,
  columns: readonly string[],
): readonly string[] {
  const filters = filtersOfAnalysts(settings, glueDatabase, table);
  const isListed = (column: string): boolean => filters.some((filter) => filter.columns.includes(column));
  return columns.filter(
    (column) =>
      isOpenByTag(settings, glueDatabase, table, column) ||
      isListed(column) ||
      (filters.length > 0 && column === settings.lake.partitionKey),
  );
}

/** The predicate of the rows that the configuration promises to the analytics account; `all` rows, or `none`. */
export function promisedRows(
  settings: Settings,
  glueDatabase: string,
  table: string,
): 'all' | 'none' | { readonly where: string } {
  const columns = Object.keys(ownValue(policyOf(settings, glueDatabase).tables, table)?.columns ?? {});
  if ([undefined, ...columns].some((column) => isOpenByTag(settings, glueDatabase, table, column))) return 'all';
  const filters = filtersOfAnalysts(settings, glueDatabase, table);
  if (filters.length === 0) return 'none';
  const predicates = filters.flatMap(({ rows }) => (rows === undefined ? [] : [rows]));
  if (predicates.length < filters.length) return 'all';
  return { where: predicates.length === 1 ? predicates[0]! : predicates.map((rows) => `(${rows})`).join(' OR ') };
}

const policyOf = ({ governance }: Settings, glueDatabase: string): DatabasePolicy =>
  ownValue(governance.databases, glueDatabase) ?? {};

/** Filters that name nobody are the analytics account's. */
function filtersOfAnalysts(settings: Settings, glueDatabase: string, table: string): TableFilter[] {
  const { analytics } = settings.accounts;
  if (analytics === undefined) return [];
  const { filters = {}, namedFilters = {} } = policyOf(settings, glueDatabase);
  const filter = ownValue(filters, table);
  const all = [...(filter === undefined ? [] : [filter]), ...Object.values(ownValue(namedFilters, table) ?? {})];
  return all.filter(({ principals = [analytics] }) => principals.includes(analytics));
}

/**
 * Tags of a column are its own, else those of its table, else those of its database. Without `column`, those of the
 * table.
 */
function isOpenByTag(settings: Settings, glueDatabase: string, table: string, column?: string): boolean {
  const { databaseTags, sharedTag } = settings.governance;
  const { tags, share = [], tables = {} } = policyOf(settings, glueDatabase);
  const own = ownValue(tables, table);
  const effective: Tags = {
    ...databaseTags,
    ...tags,
    ...own?.tags,
    ...(share.includes(table) ? sharedTag : {}),
    ...(column === undefined ? {} : ownValue(own?.columns, column)?.tags),
  };
  return (
    settings.accounts.analytics !== undefined &&
    Object.entries(sharedTag).every(([key, value]) => ownValue(effective, key) === value)
  );
}
