import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { PARTITION_KEY, SORT_KEY } from '../../../core/ledger/table';
import { type Attributes, fromAttributes, type LedgerTable, toAttributes } from './table';

export interface SortKeyRange {
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/**
 * All items of one partition key, or those in a range of sort keys; strongly consistent, in the order of their sort
 * keys.
 */
export const queryItems = <T>(table: LedgerTable, pk: string, range?: SortKeyRange): Promise<T[]> =>
  query(table, pk, range, (item) => fromAttributes<T>(item));

/** The same with their keys, for those who have to say which item is wrong. */
export const queryKeyedItems = (table: LedgerTable, pk: string): Promise<(LedgerKey & Record<string, unknown>)[]> =>
  query(table, pk, undefined, (item) => unmarshall(item) as LedgerKey & Record<string, unknown>);

async function query<T>(
  table: LedgerTable,
  pk: string,
  range: SortKeyRange | undefined,
  read: (item: Attributes) => T,
): Promise<T[]> {
  const items: T[] = [];
  const limit = range?.limit ?? Number.POSITIVE_INFINITY;
  let from: Attributes | undefined;
  do {
    const command: QueryCommand = new QueryCommand({
      TableName: table.tableName,
      ConsistentRead: true,
      KeyConditionExpression: range === undefined ? OF_PARTITION : `${OF_PARTITION} AND ${IN_RANGE}`,
      ExpressionAttributeValues: toAttributes({ ':pk': pk, ':from': range?.from, ':to': range?.to }),
      ScanIndexForward: range?.newestFirst !== true,
      Limit: range?.limit,
      ExclusiveStartKey: from,
    });
    const { Items = [], LastEvaluatedKey } = await table.dynamodb.send(command);
    items.push(...Items.map(read));
    from = LastEvaluatedKey;
  } while (from !== undefined && items.length < limit);
  return items;
}

const OF_PARTITION = `${PARTITION_KEY} = :pk`;
const IN_RANGE = `${SORT_KEY} BETWEEN :from AND :to`;
