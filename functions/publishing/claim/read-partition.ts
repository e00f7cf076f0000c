import { type PartitionClaim, type PartitionItem, partitionKey } from '../../../core/ledger/partitions';
import { getItem } from '../../shared/ledger/get';
import type { LedgerTable } from '../../shared/ledger/table';

/** Who holds a date of a feed, and what was committed. */
export const readPartition = (
  table: LedgerTable,
  { feed, date }: Pick<PartitionClaim, 'feed' | 'date'>,
): Promise<PartitionItem | undefined> => getItem(table, partitionKey(feed, date));
