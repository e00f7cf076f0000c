import { IN_MACHINE } from '../../../core/replication/conversion';
import { MOST_ROUNDS } from '../../../core/replication/large-object';
import type { ObjectEvent } from '../../../core/replication/object-event';
import { MACHINE_LEASE_MS } from '../../../core/replication/work-limits';
import { claimObject } from '../claim/claim-object';
import { KeepsChangingError, ObjectBusyError } from '../copy/errors';
import { ClaimLostError, ClaimUnderWay } from '../object/claim-under-way';
import type { Replicator } from '../object/replicator';
import { tellSettled } from '../object/tell';
import { withDestination } from '../object/with-destination';
import { workAtClaim } from '../object/work-at-claim';
import type { ConvertParquetInput, ConvertParquetResult } from '../payloads';

/** Nothing is begun later than this after the start: the rest suffices for what fits the limits. */
const WORK_MS = 120_000;

/**
 * Claims an object for an execution, converts it and writes how it ended. A retry begins the conversion anew. Throws
 * `ObjectBusyError`, `KeepsChangingError`, and the errors of a copy.
 */
export function createHandler(replicator: Replicator) {
  const { receipts, now } = replicator;
  return async (input: ConvertParquetInput): Promise<ConvertParquetResult> => {
    const { event, owner, round, redriveCount } = input;
    const most = MOST_ROUNDS * (1 + redriveCount);
    if (round >= most) throw new KeepsChangingError(event.key, most);
    const claimant = { owner, kind: 'machine' as const, leaseMs: MACHINE_LEASE_MS };
    const decision = await claimObject(receipts, event, claimant, now());
    if (decision.verdict === 'BUSY') throw new ObjectBusyError(event.key, decision.until);
    if (decision.verdict === 'CLAIMED') return convert(replicator, new ClaimUnderWay(receipts, decision.item), input);
    return ended(decision.verdict, 'newer' in decision ? decision.newer : undefined);
  };
}

const ended = (verdict: string, newer: ObjectEvent | undefined): ConvertParquetResult =>
  newer === undefined ? { outcome: 'ENDED', verdict } : { outcome: 'AGAIN', event: newer };

async function convert(
  replicator: Replicator,
  claim: ClaimUnderWay,
  { isExact }: ConvertParquetInput,
): Promise<ConvertParquetResult> {
  const { now } = replicator;
  const options = { endsAt: now() + WORK_MS, conversions: IN_MACHINE, isExact };
  try {
    const settlement = await withDestination(replicator, (open) => workAtClaim(replicator, claim, open, options));
    // only who sets bounds leaves something to a machine
    if ('successor' in settlement) return { outcome: 'ENDED', verdict: 'LEFT' };
    const item = await claim.settle(settlement, now());
    tellSettled(replicator, item);
    return ended(settlement.state, item.newer);
  } catch (error) {
    if (error instanceof ClaimLostError) return { outcome: 'ENDED', verdict: 'LOST' };
    throw error;
  }
}
