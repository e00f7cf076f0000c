import { type CommitRecord, type PartitionClaim, partitionKey } from '../../../core/ledger/partitions';
import type { LedgerTable } from '../../shared/ledger/table';
import { updateItem } from '../../shared/ledger/update';

/** Writes what stands in the lake now. Returns false when another publication holds the date by now. */
export const recordCommit = (
  table: LedgerTable,
  { feed, date, holder }: PartitionClaim,
  record: CommitRecord,
): Promise<boolean> => updateItem(table, partitionKey(feed, date), record, { attribute: 'holder', equals: holder });
