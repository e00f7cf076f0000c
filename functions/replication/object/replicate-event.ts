import type { ClaimDecision, Settlement } from '../../../core/replication/claim';
import { type ConversionLimits, IN_FUNCTION, IN_MACHINE } from '../../../core/replication/conversion';
import type { ObjectEvent } from '../../../core/replication/object-event';
import type { ReplicationItem } from '../../../core/replication/receipts';
import { failureOf } from '../../../core/replication/try-failure';
import { LARGE_BYTES, LEASE_MS, MOST_TRIES_IN_FUNCTION } from '../../../core/replication/work-limits';
import { claimObject, readReceipt, releaseObject } from '../claim/claim-object';
import { WHOLE_BYTES } from '../copy/copy-object';
import { ClaimLostError, ClaimUnderWay } from './claim-under-way';
import { isGivenUp } from './given-up';
import { handOver } from './hand-over';
import type { Replicator } from './replicator';
import { tellHandedOver, tellSettled } from './tell';
import { withDestination } from './with-destination';
import { workAtClaim } from './work-at-claim';

export interface ReplicateOptions {
  /** No part is begun after this; milliseconds since the epoch. */
  readonly endsAt: number;
  /**
   * Although a receipt says that it was done: the destination was found different. Revision of the receipt that was
   * seen then; what is newer is believed. @default a receipt is believed
   */
  readonly againFor?: number;
  /** What the event names, or nothing. @default what is current, where that is no more */
  readonly isExact?: boolean;
}

/** What became of an event. `LOST`: another claimed the key meanwhile, and settles it. */
export type Replicated =
  | { readonly verdict: Settlement['state'] | 'HANDED_OVER' | 'LOST' }
  | Exclude<ClaimDecision, { readonly verdict: 'CLAIMED' | 'NOTED' }>
  | { readonly verdict: 'NOTED' };

/**
 * Brings the destination to what an event says, once: claims the key, copies or deletes, and leaves a receipt. Throws
 * the errors of `copy/errors.ts` and of credentials; the claim is given up then, and what was uploaded stays.
 */
export async function replicateEvent(
  replicator: Replicator,
  event: ObjectEvent,
  options: ReplicateOptions,
): Promise<Replicated> {
  const { receipts, newId, now } = replicator;
  let next = event;
  for (;;) {
    const claimant = { owner: newId(), kind: 'function' as const, leaseMs: LEASE_MS, againFor: options.againFor };
    const decision = await claimObject(receipts, next, claimant, now());
    const isLeftToMachine = decision.verdict === 'AT_WORK' || decision.verdict === 'NOTED';
    if (isLeftToMachine && (await takenFromFailed(replicator, next.key))) continue;
    if (decision.verdict === 'NOTED') return { verdict: 'NOTED' };
    if (!('item' in decision)) {
      if (!('newer' in decision) || decision.newer === undefined) return decision;
      next = decision.newer;
      continue;
    }
    const { newer, ...replicated } = await work(replicator, new ClaimUnderWay(receipts, decision.item), options);
    if (newer === undefined) return replicated;
    // a machine noted it and did not come to it; its message is done
    next = newer;
  }
}

/** Whether the execution that holds a key has failed, and its claim was given up: nobody else would go on. */
async function takenFromFailed(replicator: Replicator, key: string): Promise<boolean> {
  const item = await readReceipt(replicator.receipts, key);
  if (item === undefined || !(await isGivenUp(replicator, item.lease))) return false;
  await releaseObject(replicator.receipts, item);
  return true;
}

type Worked = { readonly verdict: Settlement['state'] | 'HANDED_OVER' | 'LOST'; readonly newer?: ObjectEvent };

async function work(replicator: Replicator, claim: ClaimUnderWay, options: ReplicateOptions): Promise<Worked> {
  try {
    const { handOver: machines } = replicator;
    const largeBytes = machines === undefined ? undefined : largeBytesFor(claim.item, machines.largeBytes);
    const conversions = machines === undefined ? IN_MACHINE : conversionsFor(claim.item);
    const ended = await withDestination(replicator, (open) =>
      workAtClaim(replicator, claim, open, { ...options, largeBytes, conversions }),
    );
    if ('successor' in ended) {
      const { successor } = ended;
      const passing = { now: replicator.now(), isExact: options.isExact };
      // only who has a machine names one
      const execution = await handOver(machines!, replicator.output.name, claim, successor, passing);
      tellHandedOver(replicator, claim.item, successor, execution);
      return { verdict: 'HANDED_OVER' };
    }
    const item = await claim.settle(ended, replicator.now());
    tellSettled(replicator, item);
    return { verdict: ended.state, newer: item.newer };
  } catch (error) {
    if (error instanceof ClaimLostError) return { verdict: 'LOST' };
    await claim.release(failureOf(error, replicator.now()));
    throw error;
  }
}

const conversionsFor = ({ attempts }: ReplicationItem): ConversionLimits | undefined =>
  attempts > MOST_TRIES_IN_FUNCTION ? undefined : IN_FUNCTION;

/** What a function did not end in some tries outlasts it, however small it is. */
const largeBytesFor = ({ attempts }: ReplicationItem, largeBytes = LARGE_BYTES): number =>
  attempts > MOST_TRIES_IN_FUNCTION ? WHOLE_BYTES : largeBytes;
