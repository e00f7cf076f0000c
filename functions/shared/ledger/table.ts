import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { PARTITION_KEY, SORT_KEY } from '../../../core/ledger/table';

/**
 * The one door to the ledger. One operation a file (`get`, `query`, `put`, `update`, `remove`, `write-batch`): what a
 * function imports is what its role must allow. Items go in and come out as plain objects.
 */
export interface LedgerTable {
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
}

export type Attributes = Record<string, AttributeValue>;

/**
 * `undefined` members are left out. Without `convertClassInstanceToMap` the SDK refuses a record with a member
 * `constructor`, as a table's columns may have.
 */
export const toAttributes = (item: object): Attributes =>
  marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true });

export const toAttribute = (value: NativeAttributeValue): AttributeValue => toAttributes({ value }).value!;

/** The item without its key, which whoever asked knows. */
export function fromAttributes<T>(attributes: Attributes): T {
  const item: Record<string, unknown> = {};
  for (const name in attributes) {
    if (name !== PARTITION_KEY && name !== SORT_KEY) item[name] = plainOf(attributes[name]!);
  }
  return item as T;
}

/**
 * As `unmarshall`, which makes a list of the entries of each map and each value: a sixth of all memory that a
 * comparison of millions of receipts takes. What is rare is left to it.
 */
function plainOf(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined && Math.abs(Number(value.N)) <= Number.MAX_SAFE_INTEGER) return Number(value.N);
  if (value.L !== undefined) return value.L.map(plainOf);
  if (value.M === undefined) return unmarshall({ value }).value;
  const map: Record<string, unknown> = {};
  for (const name in value.M) map[name] = plainOf(value.M[name]!);
  return map;
}

export const addressOf = ({ tableName }: LedgerTable, key: LedgerKey) => ({
  TableName: tableName,
  Key: toAttributes(key),
});
