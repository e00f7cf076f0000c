import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { addressOf, fromAttributes, type LedgerTable } from './table';

/** One item, strongly consistent. */
export async function getItem<T>(table: LedgerTable, key: LedgerKey): Promise<T | undefined> {
  const { Item } = await table.dynamodb.send(new GetItemCommand({ ...addressOf(table, key), ConsistentRead: true }));
  return Item === undefined ? undefined : fromAttributes<T>(Item);
}
