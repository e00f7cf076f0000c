import { type PartitionClaim, type PartitionItem, partitionKey } from '../../../core/ledger/partitions';
import { putItem } from '../../shared/ledger/put';
import type { LedgerTable } from '../../shared/ledger/table';
import { readPartition } from './read-partition';

/**
 * True when the date is this publication's: it was already, or nobody holds it with newer data. A claim anew forgets
 * what the last holder committed.
 */
export async function claimPartition(table: LedgerTable, claim: PartitionClaim, claimedAt: string): Promise<boolean> {
  const { feed, date, holder, asOf } = claim;
  const held = await readPartition(table, claim);
  if (held?.holder === holder) return true;
  const item: PartitionItem = { feed, date, holder, asOf, claimedAt };
  return putItem(table, partitionKey(feed, date), item, { attribute: 'asOf', absentOrAtMost: asOf });
}
