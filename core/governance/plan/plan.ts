import type { UnclassifiedColumn, WidenedColumn } from '../desired/classify-columns';
import { desiredOf } from '../desired/desired';
import type { Desired } from '../desired/desired-table';
import { type Change, inOrder, isClosing, phaseOf, tableOf } from '../model/changes';
import { openAccess } from '../model/iam-allowed';
import { filterThing, grantThings, type Owned, ownershipOf, tableOfThing, tagThing } from '../model/owned';
import { type DatabaseRules, type GovernancePolicy, type PolicyContext, rulesOf } from '../model/policy';
import type { CatalogState, DatabaseState } from '../model/state';
import type { GovernanceProblem, ProblemCode } from '../problems/problem';
import { findProblems } from '../problems/problems';
import { planFilters } from './plan-filters';
import { planGrants } from './plan-grants';
import { planTags } from './plan-tags';

/** What makes one database what the policy says. Empty changes: it is. */
export interface GovernancePlan {
  /** In the order in which they are to be applied. */
  readonly changes: readonly Change[];
  /** Columns with types to be written down as agreed to, by table, before any change. */
  readonly remember: Owned['columns'];
  /** Owned things that are gone and not wanted, to be struck off. */
  readonly forget: readonly string[];
  /** Tables whose columns need not be remembered any more. */
  readonly forgetColumnsOf: readonly string[];
  readonly toClassify: readonly UnclassifiedColumn[];
  /** Listed columns whose type has widened without loss since the last run. They stay visible. */
  readonly widened: readonly WidenedColumn[];
  readonly problems: readonly GovernanceProblem[];
}

/**
 * Compares the policy of one database with what is there. `owned` is what lakeferry made before: in mode `exact`, what
 * of it the policy does not declare any more is taken away; what others made never is. The database must be in `live`.
 * On tables with errors nothing is opened, and after a stop nothing at all; what is to be closed always is.
 */
export function planGovernance(
  policy: GovernancePolicy,
  live: CatalogState,
  owned: Owned,
  context: PolicyContext,
): GovernancePlan {
  const rules = rulesOf(policy, context);
  const desired = desiredOf(rules, live, owned);
  const problems = findProblems(rules, live, desired);
  const isStopped = problems.some(({ severity }) => severity === 'stop');
  const faulty = new Set(problems.flatMap(({ severity, table }) => (severity === 'error' && table ? [table] : [])));
  const opening = (table: string | undefined): boolean => !isStopped && !faulty.has(table ?? '');
  const rows = (table: string): boolean =>
    !problems.some((problem) => problem.table === table && ROWS_ARE_REFUSED.includes(problem.code));
  const all = inOrder([
    ...openAccess(rules, live).byDefault.map((grant): Change => ({ kind: 'revoke', grant })),
    ...planTagKeys(rules, live),
    ...planTags(rules, desired, live, owned),
    ...planFilters(rules, desired, live, owned, { opening, rows }),
    ...planGrants(rules, desired, live, owned),
    ...planOptIns(desired, live),
  ]).filter((change) => isClosing(change) || phaseOf(change) === 'tags' || opening(tableOf(change)));
  const changes = isStopped ? hidingOf(all, live) : all;
  return {
    changes,
    ...(isStopped ? NO_BOOKKEEPING : bookkeeping(rules, desired, live, owned, faulty, changes)),
    toClassify: desired.unclassified,
    widened: desired.widened,
    problems,
  };
}

/** What takes away something that shows now, and the values of tags that this takes. */
function hidingOf(changes: readonly Change[], live: CatalogState): Change[] {
  const hiding = changes.filter((change) => isClosing(change) && ('place' in change ? change.hides === true : true));
  const missing = hiding.flatMap((change) =>
    change.kind === 'assign-tags'
      ? Object.entries(change.tags).flatMap(([key, value]) => (live.tags[key]?.includes(value) === true ? [] : [key]))
      : [],
  );
  const isNeeded = (change: Change): boolean => 'key' in change && missing.includes(change.key);
  return changes.filter((change) => hiding.includes(change) || isNeeded(change));
}

const ROWS_ARE_REFUSED: readonly ProblemCode[] = ['REFUSED_PREDICATE', 'UNKNOWN_COLUMN'];

function planTagKeys({ tags }: DatabaseRules, live: CatalogState): Change[] {
  return Object.entries(tags).flatMap(([key, values]): Change[] => {
    const present = live.tags[key];
    if (present === undefined) return [{ kind: 'create-tag', key, values: [...values].sort() }];
    const add = values.filter((value) => !present.includes(value)).sort();
    return add.length === 0 ? [] : [{ kind: 'update-tag', key, add }];
  });
}

function planOptIns(desired: Desired, live: CatalogState): Change[] {
  const keyOf = (optIn: Desired['optIns'][number]): string => JSON.stringify([optIn.principal, optIn.resource]);
  const present = new Set(live.optIns.map(keyOf));
  return desired.optIns.filter((optIn) => !present.has(keyOf(optIn))).map((optIn) => ({ kind: 'opt-in', optIn }));
}

const NO_BOOKKEEPING = { remember: {}, forget: [], forgetColumnsOf: [] };

function bookkeeping(
  rules: DatabaseRules,
  desired: Desired,
  live: CatalogState,
  owned: Owned,
  faulty: ReadonlySet<string>,
  changes: readonly Change[],
): Pick<GovernancePlan, 'remember' | 'forget' | 'forgetColumnsOf'> {
  const agreed = Object.entries(desired.tables).filter(([table, { agreed: columns }]) => columns && !faulty.has(table));
  const gained = changes.flatMap((change) => ownershipOf(change).gains);
  const there = new Set([...thingsThere(rules, live), ...thingsWanted(rules, desired), ...gained]);
  return {
    remember: Object.fromEntries(
      agreed.flatMap(([table, { agreed: columns = {} }]) =>
        sameRecord(columns, owned.columns[table]) ? [] : [[table, columns]],
      ),
    ),
    forget: [...owned.things].filter((thing) => !there.has(thing) && !faulty.has(tableOfThing(thing) ?? '')).sort(),
    // what was shown once stays shown in additive mode
    forgetColumnsOf:
      rules.mode === 'additive'
        ? []
        : Object.keys(owned.columns).filter(
            (table) => desired.tables[table]?.agreed === undefined && !faulty.has(table),
          ),
  };
}

function thingsThere({ database }: DatabaseRules, live: CatalogState): string[] {
  const state: DatabaseState = live.databases[database]!;
  const tables = Object.entries(state.tables);
  return [
    ...Object.keys(state.tags).map((key) => tagThing({ database }, key)),
    ...tables.flatMap(([table, { tags }]) => Object.keys(tags).map((key) => tagThing({ database, table }, key))),
    ...tables.flatMap(([table, { columnTags }]) =>
      Object.entries(columnTags).flatMap(([column, tags]) =>
        Object.keys(tags).map((key) => tagThing({ database, table, column }, key)),
      ),
    ),
    ...tables.flatMap(([table, { filters }]) => filters.map(({ name }) => filterThing(table, name))),
    ...live.grants.flatMap(grantThings),
  ];
}

const thingsWanted = ({ database, agreedTag }: DatabaseRules, { grants, tables }: Desired): string[] => [
  ...grants.flatMap(grantThings),
  // no reading need show what a partition key carries
  ...Object.entries(tables).flatMap(([table, { taggedKeys }]) =>
    taggedKeys.flatMap((column) => Object.keys(agreedTag).map((key) => tagThing({ database, table, column }, key))),
  ),
  ...Object.entries(tables).flatMap(([table, { filters }]) =>
    filters.map(({ filter }) => filterThing(table, filter.name)),
  ),
];

const sameRecord = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> | undefined): boolean =>
  b !== undefined &&
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => b[key] === value);
