import type { ClaimDecision, Settlement } from '../../../core/replication/claim';
import { conversionOf, MAX_KEY_BYTES } from '../../../core/replication/destination-key';
import type { ObjectEvent } from '../../../core/replication/object-event';
import type { ReplicationItem } from '../../../core/replication/receipts';
import { wantedOf } from '../../../core/replication/wanted';
import { LARGE_BYTES, LEASE_MS, MOST_TRIES_IN_FUNCTION } from '../../../core/replication/work-limits';
import { CredentialsRefusedError } from '../access/credentials';
import type { OpenDestination } from '../access/output-access';
import { claimObject } from '../claim/claim-object';
import { copyObject, WHOLE_BYTES } from '../copy/copy-object';
import type { Wanted } from '../copy/current-source';
import type { CopyPlace } from '../copy/place';
import type { Copied } from '../copy/relay-whole';
import { ClaimLostError, ClaimUnderWay } from './claim-under-way';
import { handOver, type Successor } from './hand-over';
import { placeOf } from './place-of';
import { removeObject } from './remove-object';
import type { Replicator } from './replicator';
import { tellHandedOver, tellSettled } from './tell';
import { abortLeftUpload, uploadOfClaim } from './upload-of-claim';

export interface ReplicateOptions {
  /** No part is begun after this; milliseconds since the epoch. */
  readonly endsAt: number;
  /** Although a receipt says that it was done: the destination was found different. @default false */
  readonly again?: boolean;
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
    const claimant = { owner: newId(), kind: 'function' as const, leaseMs: LEASE_MS, again: options.again };
    const decision = await claimObject(receipts, next, claimant, now());
    if (decision.verdict === 'NOTED') return { verdict: 'NOTED' };
    if (!('item' in decision)) return decision;
    const { newer, ...replicated } = await work(replicator, new ClaimUnderWay(receipts, decision.item), options);
    if (newer === undefined) return replicated;
    // a machine noted it and did not come to it; its message is done
    next = newer;
  }
}

type Worked = { readonly verdict: Settlement['state'] | 'HANDED_OVER' | 'LOST'; readonly newer?: ObjectEvent };

async function work(replicator: Replicator, claim: ClaimUnderWay, options: ReplicateOptions): Promise<Worked> {
  try {
    const ended = await withDestination(replicator, (open) => replicate(replicator, claim, open, options));
    if (typeof ended === 'string') {
      // only who has a machine names one
      const execution = await handOver(replicator.handOver!, replicator.output.name, claim, ended, replicator.now());
      tellHandedOver(replicator, claim.item, ended, execution);
      return { verdict: 'HANDED_OVER' };
    }
    const item = await claim.settle(ended, replicator.now());
    tellSettled(replicator, item);
    return { verdict: ended.state, newer: item.newer };
  } catch (error) {
    if (error instanceof ClaimLostError) return { verdict: 'LOST' };
    await claim.release();
    throw error;
  }
}

/** Where credentials are refused, the parameter is read again, once: it may name another account by now. */
async function withDestination<T>({ access }: Replicator, act: (open: OpenDestination) => Promise<T>): Promise<T> {
  const open = await access.open();
  try {
    return await act(open);
  } catch (error) {
    const now = error instanceof CredentialsRefusedError ? await access.open() : open;
    if (now === open) throw error;
    return act(now);
  }
}

async function replicate(
  replicator: Replicator,
  claim: ClaimUnderWay,
  open: OpenDestination,
  options: ReplicateOptions,
): Promise<Settlement | Successor> {
  const { event, receipt } = claim.item;
  const place = placeOf(replicator, event, open);
  if (Buffer.byteLength(place.to.key) > MAX_KEY_BYTES) return { state: 'SET_ASIDE', reason: TOO_LONG };
  const settlement = event.kind === 'created' ? 'STANDS' : await removeObject(place, receipt);
  const ended = settlement === 'STANDS' ? await copy(replicator, claim, place, options) : settlement;
  if (typeof ended !== 'string') await abortLeftUpload(claim, place);
  return ended;
}

const TOO_LONG = `KEY_TOO_LONG: with the destination's prefix the key has more than ${MAX_KEY_BYTES} bytes.`;

async function copy(
  { output, now, handOver: machines }: Replicator,
  claim: ClaimUnderWay,
  place: CopyPlace,
  { endsAt, isExact }: ReplicateOptions,
): Promise<Settlement | Successor> {
  const { item } = claim;
  if (machines !== undefined && conversionOf(output, item.event.key) !== undefined) return 'convert-object';
  const wanted: Wanted = { ...wantedOf(item, output.consistency), ...(isExact === true ? { isExact } : {}) };
  const outcome = await copyObject(place, wanted, {
    uploadOf: uploadOfClaim(claim, place),
    ...(machines === undefined
      ? {}
      : { largeBytes: item.attempts > MOST_TRIES_IN_FUNCTION ? WHOLE_BYTES : LARGE_BYTES }),
    endsAt,
    now,
  });
  if (outcome.outcome === 'LARGE') return 'replicate-large-object';
  if (outcome.outcome === 'GONE') return { state: 'GONE' };
  if (outcome.outcome === 'SET_ASIDE') return { state: 'SET_ASIDE', reason: outcome.reason };
  return { state: 'COMPLETE', receipt: receiptOf(item, outcome.copied, now()) };
}

const receiptOf = ({ attempts, startedAt }: ReplicationItem, copied: Copied, now: number) => ({
  ...copied,
  attempts,
  startedAt,
  completedAt: new Date(now).toISOString(),
});
