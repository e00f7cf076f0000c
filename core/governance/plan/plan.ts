import { ownValue } from '../../own-value';
import type { UnclassifiedColumn, WidenedColumn } from '../desired/classify-columns';
import { desiredOf } from '../desired/desired';
import type { Desired } from '../desired/desired-table';
import { type Change, inOrder, isClosing, opensNothing, tableOf } from '../model/changes';
import { openAccess } from '../model/iam-allowed';
import type { Owned } from '../model/owned';
import { type DatabaseRules, type GovernancePolicy, type PolicyContext, rulesOf } from '../model/policy';
import type { CatalogState } from '../model/state';
import type { GovernanceProblem, ProblemCode } from '../problems/problem';
import { findProblems } from '../problems/problems';
import { type Bookkeeping, bookkeeping } from './bookkeeping';
import { planFilters } from './plan-filters';
import { planGrants } from './plan-grants';
import { planTags } from './plan-tags';

/** What makes one database what the policy says. Empty changes: it is. */
export interface GovernancePlan extends Bookkeeping {
  /** In the order in which they are to be applied. */
  readonly changes: readonly Change[];
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
  const problems = [...ledgerProblems(owned), ...findProblems(rules, live, desired, owned)];
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
  ]).filter((change) => opensNothing(change) || opening(tableOf(change)));
  const changes = isStopped ? hidingOf(all, live) : all;
  return {
    changes,
    ...bookkeeping(rules, desired, live, owned, { opening, isStopped, isWithdrawn: context.isWithdrawn, changes }),
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
      ? Object.entries(change.tags).flatMap(([key, value]) =>
          ownValue(live.tags, key)?.includes(value) === true ? [] : [key],
        )
      : [],
  );
  const isNeeded = (change: Change): boolean => 'key' in change && missing.includes(change.key);
  return changes.filter((change) => hiding.includes(change) || isNeeded(change));
}

const ROWS_ARE_REFUSED: readonly ProblemCode[] = ['REFUSED_PREDICATE', 'UNKNOWN_COLUMN'];

/** What lakeferry made, and what was agreed to, may stand in what cannot be read. */
const ledgerProblems = ({ unreadable = [] }: Owned): GovernanceProblem[] =>
  unreadable.map(({ key, command }) => ({
    code: 'LEDGER_UNREADABLE',
    severity: 'stop',
    message: `The ledger's item ${key} is not as lakeferry writes it. Restore the table to a time before, or remove the item: \`${command}\`. What was agreed to is then read from the catalog, and new columns stay hidden.`,
  }));

function planTagKeys({ tags }: DatabaseRules, live: CatalogState): Change[] {
  return Object.entries(tags).flatMap(([key, values]): Change[] => {
    const present = ownValue(live.tags, key);
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
