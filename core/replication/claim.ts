import type { ObjectEvent } from './object-event';
import type { Lease, Receipt, ReplicationItem, ReplicationState } from './receipts';
import { compareSequencers } from './sequencer';
import type { TryFailure } from './try-failure';

/** Who wants to work at a key. */
export interface Claimant extends Omit<Lease, 'until'> {
  /** Milliseconds: longer than the work takes until the lease is renewed. */
  readonly leaseMs: number;
  /**
   * Do it although the receipt of this revision says that it was done: the destination was found different. @default a
   * receipt is believed
   */
  readonly againFor?: number;
}

/**
 * `CLAIMED`: go on. `NOTED`: the machine that is at work goes on with this event. Both write the item. `DONE`: nothing
 * is left to do. `AT_WORK`: a machine is at work at this very event; Step Functions knows whether it failed. `OLDER`:
 * something newer was taken up before. `BUSY`: come back after `until`. `newer`: noted by a machine that settled and
 * did not come to it; whoever finds it takes it up.
 */
export type ClaimDecision =
  | { readonly verdict: 'CLAIMED' | 'NOTED'; readonly item: ReplicationItem }
  | { readonly verdict: 'DONE' | 'OLDER'; readonly newer?: ObjectEvent }
  | { readonly verdict: 'AT_WORK' }
  | { readonly verdict: 'BUSY'; readonly until: number };

/**
 * Whether a claimant may work at an event, given what is known of the key. One works at a key at a time: an older event
 * never overwrites what a newer one wrote.
 */
export function decideClaim(
  item: ReplicationItem | undefined,
  event: ObjectEvent,
  claimant: Claimant,
  now: number,
): ClaimDecision {
  if (item === undefined) return { verdict: 'CLAIMED', item: claimed(undefined, event, claimant, now) };
  const order = orderOf(event, item.event);
  const isSettled = item.state !== 'COPYING';
  const left = isSettled && item.newer !== undefined ? { newer: item.newer } : {};
  if (order === 'OLDER') return { verdict: 'OLDER', ...left };
  if (order === 'SAME' && isSettled && claimant.againFor !== item.revision) return { verdict: 'DONE', ...left };
  const { lease } = item;
  const isHeld = lease !== undefined && lease.until > now && lease.owner !== claimant.owner;
  if (!isHeld) return { verdict: 'CLAIMED', item: claimed(item, event, claimant, now) };
  if (lease.kind === 'function') return { verdict: 'BUSY', until: lease.until };
  if (order === 'SAME') return { verdict: 'AT_WORK' };
  if (item.newer !== undefined && orderOf(event, item.newer) === 'OLDER') return { verdict: 'OLDER' };
  return { verdict: 'NOTED', item: { ...item, revision: item.revision + 1, newer: event } };
}

function claimed(
  item: ReplicationItem | undefined,
  event: ObjectEvent,
  { owner, kind, leaseMs }: Claimant,
  now: number,
): ReplicationItem {
  const order = item === undefined ? undefined : orderOf(event, item.event);
  const isSame = item?.state === 'COPYING' && order === 'SAME';
  // the try of a function that an execution goes on with; what that execution claims later counts
  const isHandedOver = kind === 'machine' && item?.lease?.kind === 'function' && item.lease.owner === owner;
  const isUnordered = order === 'SAME' ? item?.isUnordered : item !== undefined && !isOrdered(event, item.event);
  // what was noted is taken up with whatever is claimed next, if that is not newer still
  const newer = item?.newer !== undefined && orderOf(item.newer, event) === 'NEWER' ? item.newer : undefined;
  return {
    revision: (item?.revision ?? 0) + 1,
    state: 'COPYING',
    event,
    lease: { owner, kind, until: now + leaseMs },
    ...(newer === undefined ? {} : { newer }),
    attempts: isSame ? item.attempts + (isHandedOver ? 0 : 1) : 1,
    startedAt: isSame ? item.startedAt : new Date(now).toISOString(),
    ...(isUnordered === true ? { isUnordered } : {}),
    ...(item?.upload === undefined ? {} : { upload: item.upload }),
    ...(isSame && item.failure !== undefined ? { failure: item.failure } : {}),
    ...(item?.receipt === undefined ? {} : { receipt: item.receipt }),
  };
}

/** What `a` is to `b`. Events without order are taken for newer: whoever copies looks at what is there now. */
export function orderOf(a: ObjectEvent, b: ObjectEvent): 'OLDER' | 'SAME' | 'NEWER' {
  const order = compareSequencers(a.sequencer, b.sequencer);
  if (order !== undefined) return (['OLDER', 'SAME', 'NEWER'] as const)[order + 1]!;
  return a.kind === b.kind && (isSameContent(a, b) || isSameEvent(a, b)) ? 'SAME' : 'NEWER';
}

const isOrdered = (a: ObjectEvent, b: ObjectEvent): boolean =>
  compareSequencers(a.sequencer, b.sequencer) !== undefined;

/** Told twice; of an event that names no content, nothing else says so. */
const isSameEvent = (a: ObjectEvent, b: ObjectEvent): boolean =>
  a.time === b.time && a.versionId === b.versionId && a.etag === b.etag && a.size === b.size;

/** A version names one content; without versions an entity tag does. */
function isSameContent(a: ObjectEvent, b: ObjectEvent): boolean {
  if (a.versionId !== undefined && b.versionId !== undefined) return a.versionId === b.versionId;
  return a.versionId === b.versionId && a.etag !== undefined && a.etag === b.etag && a.size === b.size;
}

/** How the work at a key ended. */
export interface Settlement {
  readonly state: Exclude<ReplicationState, 'COPYING'>;
  /** Of `COMPLETE`. */
  readonly receipt?: Receipt;
  /** Of `SET_ASIDE`. */
  readonly reason?: string;
}

/** Days that the table remembers what is no more: longer than any queue keeps an event of it. */
const REMEMBERED_DAYS = 90;
const DAY_SECONDS = 86_400;

/** The item after its work. What was noted stays until it is claimed. */
export function settled(item: ReplicationItem, { state, receipt, reason }: Settlement, now: number): ReplicationItem {
  const { lease: _lease, upload: _upload, failure: _failure, receipt: earlier, reason: _reason, ...rest } = item;
  const kept = state === 'COMPLETE' ? receipt : state === 'SET_ASIDE' ? earlier : undefined;
  const isOver = state === 'DELETED' || state === 'GONE';
  return {
    ...rest,
    revision: item.revision + 1,
    state,
    ...(kept === undefined ? {} : { receipt: kept }),
    ...(reason === undefined ? {} : { reason }),
    ...(isOver ? { expiresAt: Math.floor(now / 1000) + REMEMBERED_DAYS * DAY_SECONDS } : {}),
  };
}

/** The item after a try that failed: nobody works at it, and what was uploaded stays. */
export function released(item: ReplicationItem, failure: TryFailure | undefined = item.failure): ReplicationItem {
  const { lease: _lease, ...rest } = item;
  return { ...rest, revision: item.revision + 1, ...(failure === undefined ? {} : { failure }) };
}
