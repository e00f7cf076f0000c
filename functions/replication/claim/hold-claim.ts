import type { ReplicationItem } from '../../../core/replication/receipts';
import { MACHINE_LEASE_MS } from '../../../core/replication/work-limits';
import { amendObject, ClaimContendedError, MOST_CONFLICTS, type Receipts, readReceipt } from './claim-object';

/** What an execution holds: a key, by an upload. */
export interface Held {
  readonly key: string;
  readonly owner: string;
  readonly uploadId: string;
}

/**
 * The claim that an execution holds, its lease renewed where half of it is over; `undefined` when it is no longer its
 * own. Of several who renew it at once, one writes.
 */
export async function holdClaim(receipts: Receipts, held: Held, now: number): Promise<ReplicationItem | undefined> {
  for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
    const item = await readReceipt(receipts, held.key);
    const { lease } = item ?? {};
    if (item === undefined || lease === undefined || !isHeldBy(item, held)) return undefined;
    if (lease.until - now > MACHINE_LEASE_MS / 2) return item;
    const renewed = await amendObject(receipts, item, { lease: { ...lease, until: now + MACHINE_LEASE_MS } });
    if (renewed !== undefined) return renewed;
  }
  throw new ClaimContendedError(receipts.output, held.key);
}

/** An ended lease that nobody took is still its owner's. */
const isHeldBy = ({ state, lease, upload }: ReplicationItem, { owner, uploadId }: Held): boolean =>
  state === 'COPYING' && lease?.owner === owner && upload?.id === uploadId;
