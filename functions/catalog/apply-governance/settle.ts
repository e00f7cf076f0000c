import { CATALOG_EVENT, CATALOG_METRIC } from '../../../core/catalog/names';
import { describeChange, type GovernancePlan, type Tags, tableOf } from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import { isUnknownPrincipal, mayPass } from '../../shared/lakeformation/persist';
import { READS_A_TABLE } from '../../shared/lakeformation/read-table';
import { ServiceThrottledError } from '../../shared/service-errors';
import { type Applied, applyPlan } from './apply-plan';
import type { ApplyGovernanceEffects } from './effects';
import {
  CrossAccountVersionError,
  describeFailure,
  GovernanceFailedError,
  LedgerUnreadableError,
  UnrestrictedAccessError,
} from './errors';
import type { GovernanceLook, Governor } from './governor';

/** Lake Formation's reads may lag behind its writes: looks again so often, with longer and longer pauses. */
const PAUSES_MS: readonly number[] = [0, 2000, 5000, 10_000, 20_000];

export interface Settled {
  /** The last one. */
  readonly look: GovernanceLook;
  readonly changes: number;
  /** Nothing more is to be tried, time was up, or what stopped it. */
  readonly end: 'SETTLED' | 'UNFINISHED' | Error;
}

/** Applies and looks again until nothing is left to do, or no more can be done. */
export async function settle(
  effects: ApplyGovernanceEffects,
  governor: Governor,
  glueDatabase: string,
): Promise<Settled> {
  let changes = 0;
  let isConfirmed = false;
  let look = await governor.look();
  try {
    for (const pause of PAUSES_MS) {
      if (isStopped(look.plan)) {
        const applied = await apply(effects, governor, look.plan);
        changes += applied.changes;
        return { look, changes, end: applied.isCut ? 'UNFINISHED' : stop(glueDatabase, look.plan, applied) };
      }
      if (isSettled(look)) break;
      // what is not so although nothing was changed will not be so later; only lists may be mistaken
      if (isQuiet(look.plan) && changes === 0) {
        if (isConfirmed || !look.reading.isListed) break;
        isConfirmed = true;
        look = await lookAgain(governor, glueDatabase, look);
        continue;
      }
      if (pause > 0) {
        await governor.reader.wait(pause);
        look = await lookAgain(governor, glueDatabase, look);
      }
      const applied = await apply(effects, governor, look.plan);
      changes += applied.changes;
      throwFailures(glueDatabase, look.plan, applied);
      if (applied.isCut) return { look, changes, end: 'UNFINISHED' };
      look = await lookAgain(governor, glueDatabase, look);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { look, changes, end: error };
  }
  return { look, changes, end: 'SETTLED' };
}

/** At what the plan changes or is not as promised, unless that would take longer than to read everything anew. */
function lookAgain(
  { look, lists }: Governor,
  glueDatabase: string,
  { reading, plan, mismatches }: GovernanceLook,
): Promise<GovernanceLook> {
  const changed = plan.changes.flatMap((change) => tableOf(change) ?? []);
  const tables = new Set(isQuiet(plan) ? mismatches.map(({ table }) => table) : changed);
  lists.outdate(glueDatabase);
  if (
    tables.size * READS_A_TABLE > reading.requests ||
    inheritsOtherwise(plan, ownValue(reading.state.databases, glueDatabase)!.tags)
  ) {
    return look();
  }
  return look({ reading, tables });
}

/** Another value comes down from the database: which tables have the old one of their own, a list does not tell. */
const inheritsOtherwise = ({ changes }: GovernancePlan, before: Tags): boolean =>
  changes.some(
    (change) =>
      (change.kind === 'assign-tags' || change.kind === 'unassign-tags') &&
      change.place.table === undefined &&
      Object.keys(change.tags).some((key) => ownValue(before, key) !== undefined),
  );

const isSettled = ({ plan, mismatches }: GovernanceLook): boolean => isQuiet(plan) && mismatches.length === 0;

/** Nothing to do, not even in the ledger. */
const isQuiet = ({ changes, remember, forget }: GovernancePlan): boolean =>
  changes.length + Object.keys(remember).length + forget.length === 0;

const isStopped = ({ problems }: GovernancePlan): boolean => problems.some(({ severity }) => severity === 'stop');

/** The machine tries again where something is not closed yet that may be by itself. */
function stop(glueDatabase: string, { problems }: GovernancePlan, { failures }: Applied): Error {
  const passing = failures.find(({ error }) => mayPass(error) && !isUnknownPrincipal(error));
  if (passing !== undefined) return new ServiceThrottledError(describeFailure(passing), { cause: passing.error });
  const stops = problems.filter(({ severity }) => severity === 'stop');
  const unreadable = stops.filter(({ code }) => code === 'LEDGER_UNREADABLE');
  if (unreadable.length > 0) return new LedgerUnreadableError(glueDatabase, unreadable, failures);
  const version = stops.find(({ code }) => code === 'CROSS_ACCOUNT_VERSION');
  if (version !== undefined && stops.length === 1) return new CrossAccountVersionError(glueDatabase, version, failures);
  return new UnrestrictedAccessError(glueDatabase, stops, failures);
}

async function apply(
  { log, metric, onApplied }: ApplyGovernanceEffects,
  { reader, ledger, policies, hasTime }: Governor,
  plan: GovernancePlan,
): Promise<Applied> {
  for (const change of plan.changes)
    log.info('change', { event: CATALOG_EVENT.governanceChange, change: describeChange(change) });
  for (const column of plan.widened)
    log.warn('column widened and still visible', { event: CATALOG_EVENT.columnWidened, ...column });
  if (plan.widened.length > 0) metric(CATALOG_METRIC.columnsWidened, 'Count', plan.widened.length);
  // a ledger that cannot be written keeps nothing open
  const [forgotten] = await Promise.allSettled([plan.changes.length > 0 ? policies.forget() : undefined]);
  const applied = await applyPlan(reader, ledger, plan, hasTime);
  onApplied?.(policies.glueDatabase, applied.changes);
  if (forgotten.status === 'rejected') throw forgotten.reason;
  return applied;
}

/** The machine tries again where all that failed may pass by itself. A principal that is gone does not return. */
function throwFailures(glueDatabase: string, plan: GovernancePlan, { failures }: Applied): void {
  const [first] = failures;
  if (first === undefined) return;
  if (failures.every(({ error }) => mayPass(error) && !isUnknownPrincipal(error))) {
    throw new ServiceThrottledError(describeFailure(first), { cause: first.error });
  }
  throw failed(glueDatabase, plan, failures.map(describeFailure), failures.flatMap(tableOfFailure));
}

const tableOfFailure = ({ change }: Applied['failures'][number]): string[] => {
  const table = tableOf(change);
  return table === undefined ? [] : [table];
};

/** The error of a database whose tables could not all be made what the policy says. */
export function failed(
  glueDatabase: string,
  { problems }: GovernancePlan,
  reasons: readonly string[],
  tables: readonly string[],
): GovernanceFailedError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const named = [...new Set([...tables, ...errors.flatMap(({ table }) => table ?? [])])].sort();
  return new GovernanceFailedError(glueDatabase, named, [...errors.map(({ message }) => message), ...reasons]);
}
