import { CATALOG_EVENT, CATALOG_METRIC } from '../../../core/catalog/names';
import { isSharedStill, NOT_CLEAN, policyHash, rulesOf } from '../../../core/governance';
import { namingRefusals } from '../../shared/access-denied';
import { AccountListsCache } from '../../shared/lakeformation/account-lists';
import { FilePoliciesCache } from '../../shared/lakeformation/read-file-policies';
import { CatalogCache } from '../../shared/lakeformation/read-surroundings';
import type { ApplyGovernanceInput, ApplyGovernanceResult } from '../payloads';
import { conclude, resultOf } from './conclude';
import type { ApplyGovernanceEffects } from './effects';
import { CrossAccountVersionError, GovernanceUnsettledError, UnrestrictedAccessError } from './errors';
import { findingsOf } from './findings';
import { type GovernanceLook, type Governor, governorOf, paceOf } from './governor';
import { recordSeenPolicy } from './policy-ledger';
import { settle } from './settle';
import { whyNotReadable } from './why-not-readable';
import { type Left, removedDatabases, withdrawFrom } from './withdraw';

/**
 * Makes one Glue database what the policy says, and checks by reading again that everybody sees what is promised.
 * Throws {@link UnrestrictedAccessError} and {@link CrossAccountVersionError} before anything is opened; {@link
 * GovernanceFailedError} with the tables that could not be made so, the others being so; {@link
 * VisibilityMismatchError} and {@link GovernanceUnsettledError} where it is done and not so; `DatabaseNotFoundError`.
 * `ListsDisagreeError`. Calling it again applies only what is still to do; it must be called again while the result is
 * UNFINISHED.
 */
export function createHandler(given: ApplyGovernanceEffects) {
  const { lists = new AccountListsCache(), catalog = new CatalogCache() } = given;
  const { filePolicies = new FilePoliciesCache() } = given;
  const effects = {
    ...given,
    glue: namingRefusals(given.glue),
    lakeformation: namingRefusals(given.lakeformation),
    dynamodb: namingRefusals(given.dynamodb),
    lists,
    catalog,
    filePolicies,
    pace: paceOf(given),
  };
  return async ({ glueDatabase }: ApplyGovernanceInput): Promise<ApplyGovernanceResult> => {
    const hasTime = timeOf(effects);
    // as an error that is thrown last: a ledger that cannot be written keeps nothing open
    const unrecorded = await recordPolicy(effects).then(
      () => undefined,
      (error: Error) => error,
    );
    const left = await withdrawRemoved(effects, glueDatabase, hasTime);
    const governor = governorOf(effects, glueDatabase, hasTime);
    const result = await govern(effects, governor, glueDatabase, left.lines).finally(() =>
      effects.lists.outdate(glueDatabase),
    );
    effects.log.info('governance applied', { event: CATALOG_EVENT.governanceApplied, glueDatabase, ...result });
    effects.metric(CATALOG_METRIC.governanceChanges, 'Count', result.changes);
    effects.metric(CATALOG_METRIC.columnsToClassify, 'Count', result.toClassify);
    // an unfinished run is called again, and tries them again
    const failure = left.failure ?? unrecorded;
    if (failure !== undefined && result.outcome !== 'UNFINISHED') throw failure;
    return result;
  };
}

async function recordPolicy(effects: ApplyGovernanceEffects): Promise<void> {
  if (effects.isDeployed !== true) return;
  const { dynamodb, ledgerTable: tableName, settings } = effects;
  await recordSeenPolicy({ dynamodb, tableName }, policyHash(settings), governorOf(effects, '').reader);
}

/** One limit for all databases of a call. */
function timeOf({ now = Date.now, appliesForMs = Infinity }: ApplyGovernanceEffects): () => boolean {
  const endsAt = now() + appliesForMs;
  return () => now() < endsAt;
}

/** What closes comes first, so this is done before the database itself is looked at. */
async function withdrawRemoved(effects: ApplyGovernanceEffects, asked: string, hasTime: () => boolean): Promise<Left> {
  const removed = await listRemoved(effects).catch((error: Error) => error);
  if (removed instanceof Error) return { lines: [], failure: removed };
  const { governedTag } = rulesOf(effects.settings.governance, { database: asked });
  const others = removed.filter((name) => name !== asked);
  return withdrawFrom(others, {
    log: effects.log,
    isShared: async (name) => isSharedStill(await governorOf(effects, name).ledger.read(), Object.keys(governedTag)),
    withdraw: async (name) => {
      // the numbers of a run are those of its own database
      const one = { ...effects, metric: () => {} };
      return govern(one, governorOf(one, name, hasTime), name, []).finally(() => effects.lists?.outdate(name));
    },
    remember: (name, isClean) => {
      const { ledger } = governorOf(effects, name);
      return isClean ? ledger.remove([NOT_CLEAN]) : ledger.add([NOT_CLEAN]);
    },
  });
}

/** Databases of the installation that the configuration does not name any more. */
export const listRemoved = (effects: ApplyGovernanceEffects): Promise<string[]> =>
  effects.governed === undefined
    ? Promise.resolve([])
    : removedDatabases(governorOf(effects, '').reader, effects.governed);

/** Reads and plans, and changes nothing: for `plan`, `drift` and `who-can-see`. Throws `DatabaseNotFoundError`. */
export async function lookAt(effects: ApplyGovernanceEffects, glueDatabase: string): Promise<GovernanceLook> {
  const governor = governorOf(effects, glueDatabase);
  const look = await governor.look();
  return { ...look, ...(await governor.survey(look)) };
}

async function govern(
  effects: ApplyGovernanceEffects,
  governor: Governor,
  glueDatabase: string,
  /** Lines of databases that were taken out of the configuration and are not clean. */
  left: readonly string[],
): Promise<ApplyGovernanceResult> {
  const { look, changes, end } = await settle(effects, governor, glueDatabase);
  const found = await findingsOf(effects, governor, look, left, end);
  if (end instanceof Error) throw end;
  if (end === 'UNFINISHED') return { ...resultOf(end, glueDatabase, look, changes), ...found.result };
  const result = await conclude(effects, governor, look, changes, found);
  const notReadable = await whyNotReadable(effects.settings, governor.reader, glueDatabase, look.live);
  if (notReadable !== undefined)
    effects.log.warn(notReadable, { event: CATALOG_EVENT.tablesNotReadable, glueDatabase });
  return notReadable === undefined ? result : { ...result, notReadable };
}
