import { desiredOf } from '../desired/desired';
import type { Desired } from '../desired/desired-table';
import { describeGrant } from '../model/changes';
import type { Owned } from '../model/owned';
import { type DatabaseRules, type GovernancePolicy, isOpen, type PolicyContext, rulesOf } from '../model/policy';
import { ALL_ROWS, type CatalogState, type TableState } from '../model/state';
import { findProblems } from '../problems/problems';
import { anyOf } from './grant-sights';
import { narrowedTo } from './narrowed-state';
import { grantsBehind, principalOf, type Sight, visibleColumns } from './who-can-see';

/** What the policy lets a principal see of a table. */
export interface Promised {
  readonly principal: string;
  readonly table: string;
  /** In the table's order, without partition keys. */
  readonly columns: readonly string[];
  /** Absent: all rows. */
  readonly rows?: string;
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
  /** Set where columns agree and rows do not. */
  readonly rows?: { readonly promised: string; readonly seen: string };
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
  const faulty = new Set(findProblems(rules, live, desired).flatMap((p) => (p.severity === 'error' && p.table) || []));
  const tables = Object.entries(live.databases[rules.database]!.tables).filter(([table]) => !faulty.has(table));
  const narrowed = narrowedTo(live);
  const principals = principalsToCheck(rules, live);
  const found = tables.flatMap(([table, state]) => {
    const near = narrowed(table);
    return principals.flatMap((principal) => {
      const promised = promiseFor(rules, desired, principal, table, state);
      const seen = visibleColumns(principalOf(principal), rules.database, table, near);
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
    Object.entries(live.databases[rules.database]!.tables)
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
  const { tags, columnTags, filters } = desired.tables[table]!;
  const names = state.columns.map(({ name }) => name);
  const byTag =
    principal === rules.analytics
      ? names.filter((column) => isOpen(rules, { ...rules.databaseTags, ...tags, ...columnTags[column] }))
      : [];
  const held = filters.filter(({ principals }) => principals.includes(principal)).map(({ filter }) => filter);
  const columns = names.filter((c) => byTag.includes(c) || held.some((filter) => filter.columns?.includes(c)));
  const predicates = [...new Set(held.map(({ rows }) => rows))].sort();
  const isWhole = byTag.length > 0 || predicates.includes(ALL_ROWS) || predicates.length === 0;
  return { principal, table, columns, rows: isWhole ? undefined : anyOf(predicates) };
}

function compare(rules: DatabaseRules, promised: Promised, seen: Sight, live: CatalogState): Mismatch[] {
  const { principal, table } = promised;
  const surplus = seen.columns.filter((column) => !promised.columns.includes(column));
  const unexpected = rules.mode === 'exact' ? surplus : [];
  const missing = promised.columns.filter((column) => !seen.columns.includes(column));
  const rows = { promised: promised.rows ?? ALL_ROWS, seen: seen.rows ?? ALL_ROWS };
  const rowsAgree =
    rows.promised === rows.seen || (rules.mode === 'additive' && rows.seen === ALL_ROWS) || seen.columns.length === 0;
  const isFree = seen.unrestricted !== undefined && promised.columns.length > 0;
  if (unexpected.length === 0 && missing.length === 0 && rowsAgree && !isFree) return [];
  const because = seen.unrestricted === undefined ? reasons(rules, promised, unexpected, live) : [seen.unrestricted];
  return [{ principal, database: rules.database, table, unexpected, missing, ...(rowsAgree ? {} : { rows }), because }];
}

const reasons = (
  { database }: DatabaseRules,
  { principal, table }: Promised,
  unexpected: readonly string[],
  live: CatalogState,
): string[] => {
  const grants = unexpected.flatMap((column) => grantsBehind(principalOf(principal), database, table, column, live));
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
    ...(rows === undefined ? [] : [`sees ${showRows(rows.seen)}, promised are ${showRows(rows.promised)}`]),
    ...(unexpected.length + missing.length === 0 && rows === undefined ? ['is not restricted'] : []),
  ];
  const why = because.length === 0 ? '' : ` (by: ${because.join('; ')})`;
  return `${database}.${table}: ${principal} ${parts.join(' and ')}${why}`;
}

const showRows = (rows: string): string => (rows === ALL_ROWS ? 'all rows' : `rows where ${rows}`);
