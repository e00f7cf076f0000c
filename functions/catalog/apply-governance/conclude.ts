import { CATALOG_EVENT, CATALOG_METRIC } from '../../../core/catalog/names';
import { describeMismatch, policyHash } from '../../../core/governance';
import { ownValue } from '../../../core/own-value';
import type { ApplyGovernanceResult } from '../payloads';
import type { ApplyGovernanceEffects } from './effects';
import { ForeignAccessError, GovernanceUnsettledError, VisibilityMismatchError } from './errors';
import type { Findings } from './findings';
import type { GovernanceLook, Governor } from './governor';
import { failed } from './settle';

/** Tells what was found at the end, and judges it. Throws for everything that is not as the policy says. */
export async function conclude(
  { log, metric, settings }: ApplyGovernanceEffects,
  { policies }: Governor,
  look: GovernanceLook,
  changes: number,
  found: Findings,
): Promise<ApplyGovernanceResult> {
  const { plan, mismatches } = look;
  const { glueDatabase } = policies;
  for (const { severity, message } of plan.problems) if (severity === 'warning') log.warn(message);
  for (const column of plan.toClassify)
    log.warn('column to be classified', { event: CATALOG_EVENT.columnHeldBack, ...column });
  if (plan.changes.length > 0) throw new GovernanceUnsettledError(glueDatabase, plan.changes);
  await policies.record(policyHash(settings));
  metric(CATALOG_METRIC.visibilityMismatches, 'Count', mismatches.length);
  if (plan.problems.some(({ severity }) => severity === 'error')) {
    throw failed(
      glueDatabase,
      plan,
      mismatches.map(describeMismatch),
      mismatches.map(({ table }) => table),
    );
  }
  if (mismatches.length > 0) throw new VisibilityMismatchError(mismatches);
  if (found.all.length > 0 && settings.governance.foreign === 'fail')
    throw new ForeignAccessError(glueDatabase, found.all);
  return { ...resultOf('GOVERNED', glueDatabase, look, changes), ...found.result };
}

export const resultOf = (
  outcome: ApplyGovernanceResult['outcome'],
  glueDatabase: string,
  { live, plan }: GovernanceLook,
  changes: number,
): ApplyGovernanceResult => ({
  outcome,
  changes,
  tables: Object.keys(ownValue(live.databases, glueDatabase)!.tables).length,
  toClassify: plan.toClassify.length,
});
