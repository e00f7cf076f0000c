import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';

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
  const { pk: _pk, sk: _sk, ...item } = unmarshall(attributes);
  return item as T;
}

export const addressOf = ({ tableName }: LedgerTable, key: LedgerKey) => ({
  TableName: tableName,
  Key: toAttributes(key),
});
