import {
  type Change,
  closes,
  concernsAccount,
  describeChange,
  describeForeign,
  describeMismatch,
  describeSharedKey,
  describeSightChange,
  type ForeignThing,
  type GovernancePlan,
  type GovernanceProblem,
  type Mismatch,
  opens,
  type SharedKey,
  type SightChange,
  sightChanges,
} from '../../core/governance';
import type { Commands } from './commands';
import type { DatabaseLook, Looked } from './look';
import type { PolicyStanding } from './policy-standing';

/** What `--json` prints: each thing as it is, and as one line for people. */
export type Told<T> = T & { readonly text: string };

/** What `governance plan` says. */
export interface PlanReport {
  readonly policy: PolicyStanding;
  /** Tags and tag policies of the account, which all databases share. */
  readonly account: {
    readonly changes: readonly Told<Change>[];
    /** Ways of others to the data of every database. */
    readonly foreign: readonly Told<ForeignThing>[];
    /** Who else uses the keys of the policy. */
    readonly sharedKeys: readonly Told<SharedKey>[];
  };
  readonly databases: readonly DatabasePlan[];
  /** Databases of the configuration that no deployment has made yet. */
  readonly absent: readonly string[];
  readonly totals: PlanTotals;
}

export interface DatabasePlan {
  readonly database: string;
  /** Who sees more, and who sees less, once all is applied. */
  readonly opens: readonly Told<SightChange>[];
  readonly closes: readonly Told<SightChange>[];
  /** Without those of the account. */
  readonly changes: readonly Told<Change>[];
  readonly toClassify: GovernancePlan['toClassify'];
  /** Listed in the policy, and visible as before. */
  readonly widened: GovernancePlan['widened'];
  /** What no export has brought yet. */
  readonly pending: readonly GovernanceProblem[];
  readonly problems: readonly GovernanceProblem[];
  /** Now, before anything is applied. */
  readonly mismatches: readonly Told<Mismatch>[];
  /** Made by others and left alone. */
  readonly foreign: readonly Told<ForeignThing>[];
}

export interface PlanTotals {
  readonly databases: number;
  readonly changes: number;
  readonly opens: number;
  readonly closes: number;
  readonly toClassify: number;
  readonly pending: number;
  /** Those that stop everything included. */
  readonly errors: number;
  readonly warnings: number;
  readonly mismatches: number;
  readonly foreign: number;
}

export function planReport(
  { standing, databases, absent }: Looked,
  commands: Pick<Commands, 'inText'>,
  sharedKeys: readonly SharedKey[] = [],
): PlanReport {
  const plans = databases.map((look) => databasePlan(look, commands));
  const ofAccount = databases.flatMap(({ plan }) => plan.changes.filter(isOfAccount)).map(told(describeChange));
  const account = once(ofAccount);
  const foreignOfAccount = once(
    databases.flatMap(({ foreign }) => foreign.filter(concernsAccount)).map(told(describeForeign)),
  );
  const count = (list: (plan: DatabasePlan) => readonly unknown[]): number =>
    plans.reduce((sum, plan) => sum + list(plan).length, 0);
  return {
    policy: standing,
    account: { changes: account, foreign: foreignOfAccount, sharedKeys: sharedKeys.map(told(describeSharedKey)) },
    databases: plans,
    absent,
    totals: {
      databases: plans.length,
      changes: account.length + count(({ changes }) => changes),
      opens: count((plan) => plan.opens),
      closes: count((plan) => plan.closes),
      toClassify: count(({ toClassify }) => toClassify),
      pending: absent.length + count(({ pending }) => pending),
      errors: count(({ problems }) => problems.filter(isError)),
      warnings: count(({ problems }) => problems.filter((problem) => !isError(problem))),
      mismatches: count(({ mismatches }) => mismatches),
      foreign: foreignOfAccount.length + count(({ foreign }) => foreign),
    },
  };
}

function databasePlan(
  { database, live, plan, mismatches, foreign }: DatabaseLook,
  { inText }: Pick<Commands, 'inText'>,
): DatabasePlan {
  const sights = sightChanges(live, database, plan.changes).map(told(describeSightChange));
  return {
    database,
    opens: sights.filter(opens),
    closes: sights.filter((sight) => closes(sight) && !opens(sight)),
    changes: plan.changes.filter((change) => !isOfAccount(change)).map(told(describeChange)),
    toClassify: plan.toClassify,
    widened: plan.widened,
    pending: plan.problems.filter(({ severity }) => severity === 'pending'),
    problems: plan.problems
      .filter(({ severity }) => severity !== 'pending')
      .map((problem) => ({ ...problem, message: inText(problem.message) })),
    mismatches: mismatches.map(told(describeMismatch)),
    foreign: foreign.filter((thing) => !concernsAccount(thing)).map(told(describeForeign)),
  };
}

const once = <T>(all: readonly Told<T>[]): Told<T>[] => [...new Map(all.map((each) => [each.text, each])).values()];

/** The same for every database: it is planned with each of them, and made once. */
export function isOfAccount(change: Change): boolean {
  if (change.kind === 'create-tag' || change.kind === 'update-tag') return true;
  if (change.kind !== 'grant' && change.kind !== 'revoke') return false;
  return change.grant.resource.kind === 'tag' || change.grant.resource.kind === 'policy';
}

export const isError = ({ severity }: GovernanceProblem): boolean => severity === 'error' || severity === 'stop';

export const told =
  <T extends object>(describe: (thing: T) => string) =>
  (thing: T): Told<T> => ({ ...thing, text: describe(thing) });
