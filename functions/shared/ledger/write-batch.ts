import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { type LedgerTable, toAttributes } from './table';

/** Without an item, the key's item is removed. */
export interface BatchedWrite {
  readonly key: LedgerKey;
  readonly item?: object;
}

/** Limit of one BatchWriteItem. */
const MAX_WRITES = 25;
/** Before what DynamoDB did not take is sent again. */
const UNPROCESSED_WAIT_MS = 200;

/** Writes items that do not depend on each other; one that is there already is replaced. */
export async function writeBatch(
  { dynamodb, tableName }: LedgerTable,
  writes: readonly BatchedWrite[],
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < writes.length; i += MAX_WRITES) {
    let left: WriteRequest[] = writes.slice(i, i + MAX_WRITES).map(requestOf);
    while (left.length > 0) {
      const command: BatchWriteItemCommand = new BatchWriteItemCommand({ RequestItems: { [tableName]: left } });
      const { UnprocessedItems = {} } = await dynamodb.send(command);
      left = UnprocessedItems[tableName] ?? [];
      if (left.length > 0) await wait(UNPROCESSED_WAIT_MS);
    }
  }
}

const requestOf = ({ key, item }: BatchedWrite): WriteRequest =>
  item === undefined
    ? { DeleteRequest: { Key: toAttributes(key) } }
    : { PutRequest: { Item: toAttributes({ ...item, ...key }) } };
