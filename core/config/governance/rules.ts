import type { Names } from '../../deployed-names';
import type { CatalogDatabase } from '../../lake/catalog-database';
import { ownValue } from '../../own-value';
import { BRANCHES } from '../branches';
import { didYouMean } from '../did-you-mean';
import { judgePrincipal } from '../fields';
import { DEFAULT_PARTITION_KEY } from '../lake/defaults';
import { fieldPath, type Problem } from '../problems';
import { governanceWithDefaults } from './defaults';
import { comparisonsIn, flawOfKey, isAllRows } from './predicate-subset';
import { judgeTableNames } from './table-names';
import { judgeTags, satisfies } from './tag-rules';
import type { DatabasePolicy, GovernanceConfig, TableFilter } from './types';

export interface GovernanceContext {
  /** Those that the policy can be about. */
  readonly databases: readonly CatalogDatabase[];
  readonly names: Names;
  /** Some entry of a branch was invalid: databases that seem unknown may be its. */
  readonly databasesAreIncomplete: boolean;
  /** As written. */
  readonly partitionKey?: string;
  readonly region: string;
  /** The lake's own, where the configuration names it. */
  readonly account?: string;
  /** What to write instead, when nothing of that table arrives. */
  leavesOut(database: CatalogDatabase, glueTable: string): string | undefined;
  /** The column of a name that was written otherwise, in the database of that key. */
  columnMeant(database: string, name: string): string;
}

/** Of one database. */
interface FilterContext extends Pick<GovernanceContext, 'partitionKey' | 'region' | 'account'> {
  columnMeant(name: string): string;
}

/** What the policy must agree on with the databases of the catalog, the lake and itself. */
export function judgeGovernance(governance: GovernanceConfig, context: GovernanceContext): Problem[] {
  const databases = Object.entries(governance.databases ?? {});
  return [
    ...judgeTags(governance, context.names),
    ...judgeVersion(governance),
    ...judgeDatabaseNames(
      databases.map(([name]) => name),
      context,
    ),
    ...databases.flatMap(([name, policy]) => judgeDatabasePolicy(name, policy, governance, context)),
  ];
}

/** It is one of the settings that `leave` leaves. */
function judgeVersion({ administrators, crossAccountVersion = 'unchanged' }: GovernanceConfig): Problem[] {
  if (administrators !== 'leave' || crossAccountVersion === 'unchanged') return [];
  const fix = `is not set by a stack where governance.administrators is 'leave': take it out, and raise the version as docs/lake-formation.md says.`;
  return [{ path: fieldPath(['governance', 'crossAccountVersion']), value: crossAccountVersion, fix }];
}

function judgeDatabaseNames(names: readonly string[], context: GovernanceContext): Problem[] {
  if (context.databasesAreIncomplete) return [];
  const known = context.databases.map(({ key }) => key);
  const rule = BRANCHES.flatMap(({ key, databaseNames }) =>
    databaseNames === undefined ? [] : [`those of \`${key}\` are ${databaseNames}`],
  ).join(', ');
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: fieldPath(['governance', 'databases', name]),
      value: undefined,
      fix: name.includes('*')
        ? 'is a wildcard, which is not read: name each database, for only what is named is shared.'
        : `is not a Glue database of this configuration: ${rule}.${didYouMean(name, known)}`,
    }));
}

function judgeDatabasePolicy(
  name: string,
  policy: DatabasePolicy,
  governance: GovernanceConfig,
  context: GovernanceContext,
): Problem[] {
  const at = ['governance', 'databases', name];
  const within: FilterContext = { ...context, columnMeant: (column) => context.columnMeant(name, column) };
  const { share = [], filters = {}, namedFilters = {} } = policy;
  return [
    ...judgeTableNames(at, name, policy, context),
    ...judgeRepeats([...at, 'share'], share),
    ...Object.entries(namedFilters).flatMap(([table, named]) =>
      judgeTwins([...at, 'namedFilters', table], Object.keys(named)),
    ),
    ...Object.entries(policy.tables ?? {}).flatMap(([table, { columns = {} }]) =>
      judgeTwins([...at, 'tables', table, 'columns'], Object.keys(columns)),
    ),
    ...Object.entries(filters).flatMap(([table, filter]) => judgeFilter([...at, 'filters', table], filter, within)),
    ...Object.entries(namedFilters).flatMap(([table, named]) =>
      judgeNamedFilters([...at, 'namedFilters', table], table, named, ownValue(filters, table) !== undefined, within),
    ),
    ...judgeBypasses(at, policy, governance),
    ...judgeMixedRows(at, policy),
    ...judgeContradictions(at, policy, governance),
  ];
}

/** What the filter in `filters` is called. */
const TAKEN_NAME = 'columns';

function judgeNamedFilters(
  at: readonly PropertyKey[],
  table: string,
  named: Readonly<Record<string, TableFilter>>,
  hasFilter: boolean,
  context: FilterContext,
): Problem[] {
  return [
    ...Object.entries(named).flatMap(([name, filter]) => {
      const path = [...at, name];
      const fix = `is the name of the filter in filters.${table}: choose another one.`;
      const taken = hasFilter && name.toLowerCase() === TAKEN_NAME;
      return [...(taken ? [{ path: fieldPath(path), value: name, fix }] : []), ...judgeFilter(path, filter, context)];
    }),
  ];
}

/** The catalog knows both names as one, and one of the two would be lost. */
function judgeTwins(path: readonly PropertyKey[], names: readonly string[]): Problem[] {
  return names.flatMap((name, i): Problem[] => {
    const twin = names.slice(0, i).find((each) => each.toLowerCase() === name.toLowerCase());
    const fix = `is '${twin}' in other letters, and the catalog knows lower case only: leave one of them out.`;
    return twin === undefined ? [] : [{ path: fieldPath([...path, name]), value: name, fix }];
  });
}

function judgeRepeats(path: readonly PropertyKey[], names: readonly string[]): Problem[] {
  const repeated = names.flatMap((name, i) => (names.indexOf(name) < i ? [i] : []));
  return repeated.map((i) => ({
    path: fieldPath([...path, i]),
    value: names[i],
    fix: 'is listed twice: leave one out.',
  }));
}

/** PostgreSQL's system columns: Lake Formation takes no data filter on tables that have them. */
const RESERVED_COLUMNS = [
  'ctid',
  'oid',
  'xmin',
  'cmin',
  'xmax',
  'cmax',
  'tableoid',
  'insertxid',
  'deletexid',
  'importoid',
  'redcatuniqueid',
];

function judgeFilter(
  path: readonly PropertyKey[],
  filter: TableFilter,
  { partitionKey = DEFAULT_PARTITION_KEY, region, account, columnMeant }: FilterContext,
): Problem[] {
  const columns = filter.columns.flatMap((column, i): Problem[] => {
    const problem = (fix: string): Problem[] => [{ path: fieldPath([...path, 'columns', i]), value: column, fix }];
    if (column.includes('*'))
      return problem(
        'is a wildcard, which is not read: name each column, or list the table under share to show it whole.',
      );
    if (column === partitionKey)
      return problem('is the partition key, which is always visible and cannot be filtered: leave it out.');
    if (RESERVED_COLUMNS.includes(column)) return problem('is a column that Lake Formation reserves: leave it out.');
    if (column === '' || column !== column.toLowerCase()) {
      return problem(
        column === ''
          ? 'is empty: give the name of a column.'
          : `is not how the catalog names it, in lower case: use '${columnMeant(column)}'.`,
      );
    }
    return [];
  });
  const principals = (filter.principals ?? []).flatMap((principal, i): Problem[] => {
    const fix =
      principal === account
        ? "is the lake's own account, to which Lake Formation grants nothing: name its roles by their ARNs."
        : judgePrincipal(region)(principal);
    return fix === undefined ? [] : [{ path: fieldPath([...path, 'principals', i]), value: principal, fix }];
  });
  const rows = judgeKeyInRows([...path, 'rows'], filter.rows, partitionKey);
  return [...columns, ...judgeRepeats([...path, 'columns'], filter.columns), ...rows, ...principals];
}

/** What Lake Formation refuses of the partition key. Types of other columns are known in the catalog alone. */
function judgeKeyInRows(path: readonly PropertyKey[], rows: string | undefined, partitionKey: string): Problem[] {
  const flaw = comparisonsIn(rows ?? 'true')
    .filter(({ column, isNested }) => column === partitionKey && !isNested)
    .map(flawOfKey)
    .find((each) => each !== undefined);
  const fix = `is a predicate that Lake Formation refuses: ${flaw}. Correct the predicate.`;
  return flaw === undefined ? [] : [{ path: fieldPath(path), value: rows, fix }];
}

/** A filter hides nothing when the whole table is open by tag as well. */
function judgeBypasses(at: readonly PropertyKey[], policy: DatabasePolicy, governance: GovernanceConfig): Problem[] {
  const { sharedTag, databaseTags } = governanceWithDefaults(governance);
  const { share = [], tables = {} } = policy;
  return filtersOfAnalysts(policy).flatMap(({ table, path, columns }): Problem[] => {
    const problem = (fix: string): Problem[] => [{ path: fieldPath([...at, ...path]), value: columns, fix }];
    if (share.includes(table)) {
      return problem(
        `is bypassed: '${table}' is shared whole as well, so every column is seen. Take it off share or off filters.`,
      );
    }
    const tags = { ...databaseTags, ...policy.tags, ...ownValue(tables, table)?.tags };
    if (!satisfies(tags, sharedTag)) return [];
    return problem(
      `is bypassed: the tags of '${table}' (${showTags(tags)}) open it whole. Tag it otherwise in tables, or take it off filters.`,
    );
  });
}

/** Where one filter of the analytics account lets all rows through, those of the others hide none. */
function judgeMixedRows(at: readonly PropertyKey[], policy: DatabasePolicy): Problem[] {
  const filters = filtersOfAnalysts(policy);
  return filters.flatMap(({ table, path, rows }): Problem[] => {
    const open = filters.find((other) => other.table === table && showsAll(other.rows));
    if (rows === undefined || showsAll(rows) || open === undefined) return [];
    const fix = `hides nothing: ${fieldPath([...at, ...open.path])} shows the same readers all rows. Give each of them rows, or none.`;
    return [{ path: fieldPath([...at, ...path, 'rows']), value: rows, fix }];
  });
}

const showsAll = (rows: string | undefined): boolean => rows === undefined || isAllRows(rows);

/** Those that name nobody: they are the analytics account's. */
function filtersOfAnalysts({ filters = {}, namedFilters = {} }: DatabasePolicy) {
  const all = [
    ...Object.entries(filters).map(([table, filter]) => ({ table, path: ['filters', table], ...filter })),
    ...Object.entries(namedFilters).flatMap(([table, named]) =>
      Object.entries(named).map(([name, filter]) => ({ table, path: ['namedFilters', table, name], ...filter })),
    ),
  ];
  return all.filter(({ principals }) => principals === undefined);
}

/** `share` sets the shared tag on a table; `tables` must not say otherwise. */
function judgeContradictions(
  at: readonly PropertyKey[],
  policy: DatabasePolicy,
  governance: GovernanceConfig,
): Problem[] {
  const { sharedTag } = governanceWithDefaults(governance);
  const { share = [], tables = {} } = policy;
  return Object.entries(tables).flatMap(([table, { tags = {} }]) =>
    Object.entries(tags).flatMap(([key, value]): Problem[] => {
      if (!share.includes(table) || ownValue(sharedTag, key) === undefined || ownValue(sharedTag, key) === value)
        return [];
      const fix = `contradicts share, which tags '${table}' ${key}=${ownValue(sharedTag, key)}: leave one of them out.`;
      return [{ path: fieldPath([...at, 'tables', table, 'tags', key]), value, fix }];
    }),
  );
}

const showTags = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
