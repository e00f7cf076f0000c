import {
  type Claimant,
  type ClaimDecision,
  decideClaim,
  released,
  type Settlement,
  settled,
} from '../../../core/replication/claim';
import type { ObjectEvent } from '../../../core/replication/object-event';
import { type ReplicationItem, replicationKey } from '../../../core/replication/receipts';
import type { TryFailure } from '../../../core/replication/try-failure';
import { putItem } from '../../shared/ledger/put';
import { type Receipts, readReceipt } from './read-receipt';

export { type Receipts, readReceipt };

/** Another writer was faster each time: somebody works at this key without a lease, or very many do. */
export class ClaimContendedError extends Error {
  override readonly name = 'ClaimContendedError';
  constructor(output: string, key: string) {
    super(`The receipt of '${key}' for output ${output} changed ${MOST_CONFLICTS} times while it was to be claimed.`);
  }
}

export const MOST_CONFLICTS = 8;

/**
 * Claims a key for an event, as `decideClaim` judges. The item that is written names the revision that was read, so
 * that of two who claim at once one reads again.
 */
export async function claimObject(
  receipts: Receipts,
  event: ObjectEvent,
  claimant: Claimant,
  now: number,
): Promise<ClaimDecision> {
  for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
    const known = await readReceipt(receipts, event.key);
    const decision = decideClaim(known, event, claimant, now);
    if (!('item' in decision) || (await write(receipts, decision.item))) return decision;
  }
  throw new ClaimContendedError(receipts.output, event.key);
}

/**
 * Writes how the work ended. `undefined` when the claim was lost meanwhile: whoever has it now writes what is true.
 */
export const settleObject = (
  receipts: Receipts,
  item: ReplicationItem,
  settlement: Settlement,
  now: number,
): Promise<ReplicationItem | undefined> => writeNext(receipts, settled(item, settlement, now));

/** Gives the claim up after a try that failed. What was uploaded stays known. */
export const releaseObject = (
  receipts: Receipts,
  item: ReplicationItem,
  failure?: TryFailure,
): Promise<ReplicationItem | undefined> => writeNext(receipts, released(item, failure));

/** Changes what is known of work under way: the upload that was begun, a longer lease. */
export const amendObject = (
  receipts: Receipts,
  item: ReplicationItem,
  changes: Pick<Partial<ReplicationItem>, 'upload' | 'lease'>,
): Promise<ReplicationItem | undefined> => writeNext(receipts, { ...item, ...changes, revision: item.revision + 1 });

const writeNext = async (receipts: Receipts, next: ReplicationItem): Promise<ReplicationItem | undefined> =>
  (await write(receipts, next)) ? next : undefined;

/** False when somebody wrote since. An answer that was lost repeats the write, which then meets itself. */
async function write({ table, output }: Receipts, item: ReplicationItem): Promise<boolean> {
  const key = replicationKey(output, item.event.key);
  const first = item.revision === 1;
  return putItem(table, key, item, first ? { absent: true } : { attribute: 'revision', equals: item.revision - 1 });
}
