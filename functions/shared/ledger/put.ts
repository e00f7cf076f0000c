import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { type Condition, conditionOf, held } from './condition';
import { type LedgerTable, toAttributes } from './table';

/** Writes the whole item. Returns false when the condition did not hold. */
export function putItem(table: LedgerTable, key: LedgerKey, item: object, condition?: Condition): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: table.tableName,
    Item: toAttributes({ ...item, ...key }),
    ...conditionOf(condition),
  });
  return held(table.dynamodb.send(command));
}
