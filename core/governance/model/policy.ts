import { isAllRows } from '../../config/governance/predicate-subset';
import type { DatabasePolicy, Settings, TableFilter } from '../../config/types';
import { ownValue } from '../../own-value';
import { agreedTag, governedTag, OWN_TAG_KEYS, ownTags } from './own-tags';
import { ALL_ROWS, type TagExpression, type Tags } from './state';
import { matches } from './tags';

/** What the configuration says about who sees what; how it is shared is the stack's affair. */
export type GovernancePolicy = Omit<
  Settings['governance'],
  'administrators' | 'catalogPolicy' | 'crossAccountVersion' | 'governed'
>;

/** What the policy alone does not say. */
export interface PolicyContext {
  /** The Glue database that is governed. */
  readonly database: string;
  /** The account whose analysts read the lake; absent: nobody is granted by tag. */
  readonly analytics?: string;
  /** ARNs of organisations and units that the account is in, as far as is known. @default none */
  readonly analyticsGroups?: readonly string[];
  /** The database was taken out of the configuration: whatever was shared of it is taken back. @default false */
  readonly isWithdrawn?: boolean;
  /** The field that gives its tables columns before rows have them. @default columns come with what they hold */
  readonly columnsAt?: string;
}

/** The policy of one database in one spelling: lower case, defaults resolved. */
export interface DatabaseRules {
  readonly database: string;
  readonly analytics?: string;
  readonly analyticsGroups: readonly string[];
  readonly mode: GovernancePolicy['mode'];
  /** Keys with their allowed values, lakeferry's own included. */
  readonly tags: TagExpression;
  /** Lakeferry's own included. */
  readonly databaseTags: Tags;
  /** Keys that every database carries, whatever its own tags. */
  readonly commonKeys: readonly string[];
  /** Says that a table is shared whole. By itself it opens nothing. */
  readonly sharedTag: Tags;
  /** Stands on agreed columns alone. What carries this and the shared tag is open to the analytics account. */
  readonly agreedTag: Tags;
  /** Stands on every governed database. */
  readonly governedTag: Tags;
  /** How agreed columns of tables that are shared whole are opened. */
  readonly wholeTables: 'columnTags' | 'filters';
  /** Own tags of tables and columns, by table. */
  readonly tables: Readonly<Record<string, TableRules>>;
  /** Principals that get a filter on every table that is shared whole: Glue ETL honours nothing else. */
  readonly glueEtl: readonly string[];
  /** As {@link PolicyContext} has it. */
  readonly columnsAt?: string;
}

export interface TableRules {
  readonly isShared: boolean;
  /** Declared on the table, `share` included. */
  readonly tags: Tags;
  readonly columns: Readonly<Record<string, ColumnRules>>;
  readonly filters: readonly FilterRules[];
}

export interface ColumnRules {
  readonly tags: Tags;
  /** The type that was agreed to, where it has changed. */
  readonly type?: string;
}

export interface FilterRules {
  /** As Lake Formation has it. */
  readonly name: string;
  readonly columns: readonly string[];
  /** {@link ALL_ROWS} or a predicate. */
  readonly rows: string;
  readonly principals: readonly string[];
}

/** Every filter that lakeferry makes is named so; others are not touched. */
export const FILTER_PREFIX = 'lakeferry_';
/** The name of the one in `filters`. */
const DEFAULT_FILTER = 'columns';
/** The one over the agreed columns of a table that is shared whole. */
export const WHOLE_FILTER = `${FILTER_PREFIX}whole`;

/** The rules of one database. The policy is valid by itself (`validateConfig`). */
export function rulesOf(
  policy: GovernancePolicy,
  { database, analytics, analyticsGroups = [], isWithdrawn = false, columnsAt }: PolicyContext,
): DatabaseRules {
  const own: DatabasePolicy = ownValue(policy.databases, database) ?? {};
  const sharedTag = lowerTags(policy.sharedTag);
  const keys = policy.ownTagKeys ?? OWN_TAG_KEYS;
  const share = new Set((own.share ?? []).map(lower));
  const filters = lowerKeys(own.filters ?? {});
  const tables = lowerKeys(own.tables ?? {});
  const named = lowerKeys(own.namedFilters ?? {});
  const names = [...new Set([...share, ...[filters, named, tables].flatMap(Object.keys)])].sort();
  const tableRules = (name: string): TableRules => ({
    isShared: share.has(name),
    tags: { ...lowerTags(ownValue(tables, name)?.tags ?? {}), ...(share.has(name) ? sharedTag : {}) },
    columns: mapValues(lowerKeys(ownValue(tables, name)?.columns ?? {}), ({ tags = {}, type }) => ({
      tags: lowerTags(tags),
      type: type?.toLowerCase(),
    })),
    filters: [
      ...[ownValue(filters, name)].flatMap((filter) => (filter ? [[DEFAULT_FILTER, filter] as const] : [])),
      ...Object.entries(ownValue(named, name) ?? {}),
    ].map(([as, filter]) => filterRules(as, filter, analytics)),
  });
  return {
    database,
    analytics,
    analyticsGroups,
    // nothing of it is to stay, also where what a policy line opened stays
    mode: isWithdrawn ? 'exact' : policy.mode,
    tags: declaredTags(policy),
    commonKeys: Object.keys(lowerTags(policy.databaseTags)).sort(),
    databaseTags: {
      ...lowerTags(policy.databaseTags),
      ...lowerTags(own.tags ?? {}),
      ...(isWithdrawn ? {} : governedTag(keys)),
    },
    sharedTag,
    agreedTag: agreedTag(keys),
    governedTag: governedTag(keys),
    wholeTables: (policy.readBy ?? []).includes('glue-etl') ? 'filters' : (policy.wholeTables ?? 'columnTags'),
    tables: Object.fromEntries(names.map((name) => [name, tableRules(name)])),
    glueEtl: [...new Set(policy.glueEtlPrincipals ?? [])].sort(),
    ...(columnsAt === undefined ? {} : { columnsAt }),
  };
}

export const NO_TABLE_RULES: TableRules = { isShared: false, tags: {}, columns: {}, filters: [] };

export const rulesOfTable = (rules: DatabaseRules, table: string): TableRules =>
  ownValue(rules.tables, table) ?? NO_TABLE_RULES;

/** As an expression with one value a key: what `sharedTag` means in a grant. */
export const asExpression = (tags: Tags): TagExpression => mapValues(tags, (value) => [value]);

/** Who reads tables that are shared whole through a filter over their agreed columns. */
export function readersByFilter({
  analytics,
  glueEtl,
  wholeTables,
}: Pick<DatabaseRules, 'analytics' | 'glueEtl' | 'wholeTables'>): string[] {
  const byFilter = wholeTables === 'filters' && analytics !== undefined ? [analytics] : [];
  return [...new Set([...byFilter, ...glueEtl])].sort();
}

/** All keys with their values, lakeferry's own included. */
export const declaredTags = ({
  tags,
  ownTagKeys = OWN_TAG_KEYS,
}: Pick<GovernancePolicy, 'tags' | 'ownTagKeys'>): TagExpression => ({
  ...mapValues(lowerKeys(tags), (values) => [...new Set(values.map(lower))]),
  ...ownTags(ownTagKeys),
});

/** The shared tag matches: the policy means it to be seen by the analytics account. */
export const isMeantOpen = ({ sharedTag }: Pick<DatabaseRules, 'sharedTag'>, tags: Tags): boolean =>
  // without a condition everything would match
  Object.keys(sharedTag).length > 0 && matches(asExpression(sharedTag), tags);

/** Both tags match: the analytics account sees the column that carries these tags. */
export const isOpen = (rules: Pick<DatabaseRules, 'sharedTag' | 'agreedTag'>, tags: Tags): boolean =>
  isMeantOpen(rules, tags) && matches(asExpression(rules.agreedTag), tags);

const filterRules = (name: string, filter: TableFilter, analytics: string | undefined): FilterRules => ({
  name: `${FILTER_PREFIX}${name.toLowerCase()}`,
  columns: [...new Set(filter.columns.map(lower))].sort(),
  rows: filter.rows === undefined || isAllRows(filter.rows) ? ALL_ROWS : filter.rows.trim(),
  principals: [...new Set(filter.principals ?? (analytics === undefined ? [] : [analytics]))].sort(),
});

const lower = (text: string): string => text.toLowerCase();

const lowerTags = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [lower(key), lower(value)]));

const lowerKeys = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [lower(key), value]));

export const mapValues = <T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T, key: string) => U,
): Readonly<Record<string, U>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
