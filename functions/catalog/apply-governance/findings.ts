import { CATALOG_EVENT, CATALOG_METRIC } from '../../../core/catalog/names';
import { concernsAccount, describeForeign, type ForeignThing } from '../../../core/governance';
import type { ApplyGovernanceResult } from '../payloads';
import type { ApplyGovernanceEffects } from './effects';
import type { GovernanceLook, Governor } from './governor';
import type { Settled } from './settle';
import { isTurnToTell } from './told-findings';

/** What others made and may, in lines. */
export interface Findings {
  /** Every line, also what the run of another database tells. */
  readonly all: readonly string[];
  readonly result: Pick<ApplyGovernanceResult, 'foreign' | 'findings'>;
}

/**
 * Looks for other ways to the data and tells them, however the run ends. What stopped the run is told first: a look
 * that fails then says so in the log.
 */
export async function findingsOf(
  effects: ApplyGovernanceEffects,
  governor: Governor,
  look: GovernanceLook,
  left: readonly string[],
  end: Settled['end'],
): Promise<Findings> {
  try {
    const { foreign, unread } = await governor.survey(look);
    for (const line of unread) effects.log.warn(line);
    return await tell(effects, governor, foreign, left);
  } catch (error) {
    if (!(end instanceof Error)) throw error;
    effects.log.warn('others were not looked for', { event: CATALOG_EVENT.foreignUnknown, error: String(error) });
    return { all: left, result: {} };
  }
}

async function tell(
  { log, metric, dynamodb, ledgerTable }: ApplyGovernanceEffects,
  { policies: { glueDatabase }, reader, isWithdrawn }: Governor,
  foreign: readonly ForeignThing[],
  left: readonly string[],
): Promise<Findings> {
  const own = foreign.filter((thing) => !concernsAccount(thing)).map(describeForeign);
  // whoever is governed tells it
  const ofAccount = isWithdrawn ? [] : foreign.filter(concernsAccount).map(describeForeign);
  const table = { dynamodb, tableName: ledgerTable };
  const isTurn = await isTurnToTell(table, glueDatabase, ofAccount, reader);
  const lines = [...left, ...(isTurn ? ofAccount : []), ...own];
  for (const finding of lines)
    log.warn('others reach governed data', { event: CATALOG_EVENT.foreignFound, glueDatabase, finding });
  metric(CATALOG_METRIC.foreignFindings, 'Count', lines.length);
  const result = lines.length === 0 ? {} : { foreign: lines.length, findings: lines.slice(0, MAX_FINDINGS) };
  return { all: [...left, ...ofAccount, ...own], result };
}

/** Of one result, so that the output of a run with hundreds of databases stays below the 256 KiB of a state. */
const MAX_FINDINGS = 5;
