import { ownValue } from '../../own-value';
import { desiredOf } from '../desired/desired';
import type { Desired } from '../desired/desired-table';
import { describeGrant } from '../model/changes';
import type { Owned } from '../model/owned';
import { type DatabaseRules, type GovernancePolicy, isOpen, type PolicyContext, rulesOf } from '../model/policy';
import { ALL_ROWS, type CatalogState, type TableState } from '../model/state';
import { findProblems } from '../problems/problems';
import { type ColumnRows, unite } from './grant-sights';
import { narrowedTo } from './narrowed-state';
import {
  grantsBehind,
  type Memberships,
  memberOf,
  principalOf,
  rowsOf,
  type Sight,
  visibleColumns,
} from './who-can-see';

/** What the policy lets a principal see of a table. */
export interface Promised {
  readonly principal: string;
  readonly table: string;
  /** In the table's order, without partition keys. */
  readonly columns: readonly string[];
  /** Absent: all rows. */
  readonly rows?: string;
  /** Columns that show in fewer rows than that. */
  readonly cellRows?: Readonly<Record<string, string>>;
}

/** Somebody sees something else than the policy says. */
export interface Mismatch {
  readonly principal: string;
  readonly database: string;
  readonly table: string;
  /** Seen and not promised. */
  readonly unexpected: readonly string[];
  /** Promised and not seen. */
  readonly missing: readonly string[];
  /** Set where columns agree and rows do not, all together or those of single columns. */
  readonly rows?: { readonly promised: string; readonly seen: string; readonly column?: string };
  /** By which grants, or why nothing is restricted. */
  readonly because: readonly string[];
}

/**
 * Compares what each principal sees with what the policy promises, table by table: of those the policy names, and of
 * everybody else of their accounts who holds something. In mode `additive` more may be seen. Tables with errors are
 * left out: they are reported already.
 */
export function verifyPromise(
  policy: GovernancePolicy,
  live: CatalogState,
  owned: Owned,
  context: PolicyContext,
): Mismatch[] {
  const rules = rulesOf(policy, context);
  const desired = desiredOf(rules, live, owned);
  const faulty = new Set(
    findProblems(rules, live, desired, owned).flatMap((p) => (p.severity === 'error' && p.table) || []),
  );
  const tables = Object.entries(ownValue(live.databases, rules.database)!.tables).filter(
    ([table]) => !faulty.has(table),
  );
  const narrowed = narrowedTo(live);
  const principals = principalsToCheck(rules, live);
  const found = tables.flatMap(([table, state]) => {
    const near = narrowed(table);
    return principals.flatMap((principal) => {
      const promised = promiseFor(rules, desired, principal, table, state);
      const seen = visibleColumns(memberOf(principal, membershipsOf(rules)), rules.database, table, near);
      return compare(rules, promised, seen, near);
    });
  });
  return principals.flatMap((principal) => found.filter((mismatch) => mismatch.principal === principal));
}

/** Everything that the policy promises on the catalog as it is. */
export function promisesOf(
  policy: GovernancePolicy,
  live: CatalogState,
  owned: Owned,
  context: PolicyContext,
): Promised[] {
  const rules = rulesOf(policy, context);
  const desired = desiredOf(rules, live, owned);
  return declaredPrincipals(rules).flatMap((principal) =>
    Object.entries(ownValue(live.databases, rules.database)!.tables)
      .map(([table, state]) => promiseFor(rules, desired, principal, table, state))
      .filter(({ columns }) => columns.length > 0),
  );
}

function promiseFor(
  rules: DatabaseRules,
  desired: Desired,
  principal: string,
  table: string,
  state: TableState,
): Promised {
  const { tags, columnTags, filters } = ownValue(desired.tables, table)!;
  const names = state.columns.map(({ name }) => name);
  const byTag =
    principal === rules.analytics
      ? names.filter((column) => isOpen(rules, { ...rules.databaseTags, ...tags, ...ownValue(columnTags, column) }))
      : [];
  const called = [principal, ...(principal === rules.analytics ? rules.analyticsGroups : [])];
  const held = filters.filter(({ principals }) => principals.some((each) => called.includes(each)));
  const shown = [
    { columns: byTag, rows: ALL_ROWS },
    ...held.map(({ filter }) => ({ columns: names.filter((c) => filter.columns?.includes(c)), rows: filter.rows })),
  ].map(({ columns, rows }): ColumnRows => new Map(columns.map((column) => [column, [rows]])));
  const all = shown.reduce(unite, new Map());
  const columns = names.filter((column) => all.has(column));
  return { principal, table, columns, ...rowsOf(all, columns) };
}

function compare(rules: DatabaseRules, promised: Promised, seen: Sight, live: CatalogState): Mismatch[] {
  const { principal, table } = promised;
  const surplus = seen.columns.filter((column) => !promised.columns.includes(column));
  const unexpected = rules.mode === 'exact' ? surplus : [];
  const missing = promised.columns.filter((column) => !seen.columns.includes(column));
  const rows = differingRows(promised, seen);
  const rowsAgree =
    rows === undefined ||
    (rules.mode === 'additive' && seen.rows === undefined) ||
    // of what is not seen, or not promised, there are no rows to compare
    seen.columns.length === 0 ||
    promised.columns.length === 0;
  const isFree = seen.unrestricted !== undefined && promised.columns.length > 0;
  if (unexpected.length === 0 && missing.length === 0 && rowsAgree && !isFree) return [];
  const because = seen.unrestricted === undefined ? reasons(rules, promised, unexpected, live) : [seen.unrestricted];
  return [{ principal, database: rules.database, table, unexpected, missing, ...(rowsAgree ? {} : { rows }), because }];
}

/** Of all columns together; where that agrees, of the first column that both know and that shows in other rows. */
function differingRows(promised: Promised, seen: Sight): Mismatch['rows'] {
  const all = ({ rows = ALL_ROWS }: Pick<Sight, 'rows'>): string => rows;
  if (all(promised) !== all(seen)) return { promised: all(promised), seen: all(seen) };
  const of = (column: string, by: Pick<Sight, 'rows' | 'cellRows'>): string => ownValue(by.cellRows, column) ?? all(by);
  const column = promised.columns.find((each) => seen.columns.includes(each) && of(each, promised) !== of(each, seen));
  if (column === undefined) return undefined;
  return { column, promised: of(column, promised), seen: of(column, seen) };
}

const membershipsOf = ({ analytics, analyticsGroups }: DatabaseRules): Memberships =>
  analytics === undefined ? {} : { [analytics]: analyticsGroups };

const reasons = (
  rules: DatabaseRules,
  { principal, table }: Promised,
  unexpected: readonly string[],
  live: CatalogState,
): string[] => {
  const who = memberOf(principal, membershipsOf(rules));
  const grants = unexpected.flatMap((column) => grantsBehind(who, rules.database, table, column, live));
  return [...new Set(grants.map((grant) => describeGrant(grant)))];
};

const declaredPrincipals = ({ analytics, tables }: DatabaseRules): string[] => {
  const ofFilters = Object.values(tables).flatMap(({ filters }) => filters.flatMap(({ principals }) => principals));
  return [...new Set([...(analytics === undefined ? [] : [analytics]), ...ofFilters])].sort();
};

function principalsToCheck(rules: DatabaseRules, { grants, catalogId }: CatalogState): string[] {
  const declared = declaredPrincipals(rules);
  const accounts = new Set(declared.map((p) => principalOf(p).accountId).filter((account) => account !== catalogId));
  const others = grants
    .filter(({ grantedIn = catalogId }) => grantedIn === catalogId)
    .map(({ principal }) => principal)
    .filter((principal) => accounts.has(principalOf(principal).accountId));
  return [...new Set([...declared, ...others])].sort();
}

/** One line for people. */
export function describeMismatch({ principal, database, table, unexpected, missing, rows, because }: Mismatch): string {
  const parts = [
    ...(unexpected.length > 0 ? [`sees ${unexpected.join(', ')}, which the policy hides`] : []),
    ...(missing.length > 0 ? [`does not see ${missing.join(', ')}, which the policy promises`] : []),
    ...(rows === undefined
      ? []
      : [
          `sees ${rows.column === undefined ? '' : `${rows.column} in `}${showRows(rows.seen)}, promised are ${showRows(rows.promised)}`,
        ]),
    ...(unexpected.length + missing.length === 0 && rows === undefined ? ['is not restricted'] : []),
  ];
  const why = because.length === 0 ? '' : ` (by: ${because.join('; ')})`;
  return `${database}.${table}: ${principal} ${parts.join(' and ')}${why}`;
}

const showRows = (rows: string): string => (rows === ALL_ROWS ? 'all rows' : `rows where ${rows}`);
