import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { type Condition, conditionOf, held } from './condition';
import { addressOf, type LedgerTable } from './table';

/** Returns false when the condition did not hold. */
export function removeItem(table: LedgerTable, key: LedgerKey, condition: Condition): Promise<boolean> {
  return held(table.dynamodb.send(new DeleteItemCommand({ ...addressOf(table, key), ...conditionOf(condition) })));
}
