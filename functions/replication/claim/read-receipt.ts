import { type ReplicationItem, replicationKey } from '../../../core/replication/receipts';
import { getItem } from '../../shared/ledger/get';
import type { LedgerTable } from '../../shared/ledger/table';

/** The receipts of one output. */
export interface Receipts {
  readonly table: LedgerTable;
  readonly output: string;
}

export const readReceipt = ({ table, output }: Receipts, key: string): Promise<ReplicationItem | undefined> =>
  getItem<ReplicationItem>(table, replicationKey(output, key));
