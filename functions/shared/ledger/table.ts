import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { LedgerKey } from '../../../core/ledger/items';
import { fromAttributes, type Plain, toAttribute, toAttributes } from './attributes';

/** Only if this attribute holds this value (`undefined`: only if the item does not exist). */
export interface Condition {
  readonly attribute: string;
  readonly equals: string | number | undefined;
}

export interface SortKeyRange {
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/** The ledger's table, as plain objects. Reads are strongly consistent; writes with a condition answer whether it held. */
export class LedgerTable {
  constructor(
    readonly dynamodb: Pick<DynamoDBClient, 'send'>,
    readonly tableName: string,
  ) {}

  async get<T>(key: LedgerKey): Promise<T | undefined> {
    const { Item } = await this.dynamodb.send(new GetItemCommand({ ...this.#address(key), ConsistentRead: true }));
    return Item === undefined ? undefined : withoutKey<T>(Item);
  }

  async query<T>(pk: string, range?: SortKeyRange): Promise<T[]> {
    const items: T[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.dynamodb.send(
        new QueryCommand({
          TableName: this.tableName,
          ConsistentRead: true,
          KeyConditionExpression: range === undefined ? 'pk = :pk' : 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: toAttributes({ ':pk': pk, ':from': range?.from, ':to': range?.to }),
          ScanIndexForward: range?.newestFirst !== true,
          Limit: range?.limit,
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []).map((item) => withoutKey<T>(item)));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && items.length < (range?.limit ?? Number.POSITIVE_INFINITY));
    return items;
  }

  async put(key: LedgerKey, item: object, condition?: Condition): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.tableName,
      Item: toAttributes({ ...item, ...key }),
      ...expression(condition),
    });
    return held(this.dynamodb.send(command));
  }

  /** Sets what is given and removes what is `undefined`. */
  async update(key: LedgerKey, changes: Readonly<Record<string, Plain>>, condition: Condition): Promise<boolean> {
    const entries = Object.entries(changes);
    const sets = entries.flatMap(([, value], i) => (value === undefined ? [] : [`#${i} = :${i}`]));
    const removes = entries.flatMap(([, value], i) => (value === undefined ? [`#${i}`] : []));
    const { ExpressionAttributeNames, ExpressionAttributeValues, ...rest } = expression(condition);
    const command = new UpdateItemCommand({
      ...this.#address(key),
      ...rest,
      UpdateExpression: [
        ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
        ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
      ].join(' '),
      ExpressionAttributeNames: {
        ...ExpressionAttributeNames,
        ...Object.fromEntries(entries.map(([name], i) => [`#${i}`, name])),
      },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...Object.fromEntries(
          entries.flatMap(([, value], i) => (value === undefined ? [] : [[`:${i}`, toAttribute(value)]])),
        ),
      },
    });
    return held(this.dynamodb.send(command));
  }

  async remove(key: LedgerKey, condition: Condition): Promise<boolean> {
    return held(this.dynamodb.send(new DeleteItemCommand({ ...this.#address(key), ...expression(condition) })));
  }

  #address(key: LedgerKey) {
    return { TableName: this.tableName, Key: toAttributes(key) };
  }
}

const withoutKey = <T>({ pk: _pk, sk: _sk, ...attributes }: Record<string, AttributeValue>): T =>
  fromAttributes(attributes) as T;

function expression(condition: Condition | undefined) {
  if (condition === undefined) return {};
  const { attribute, equals } = condition;
  if (equals === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#condition = :condition',
    ExpressionAttributeNames: { '#condition': attribute },
    ExpressionAttributeValues: { ':condition': toAttribute(equals) },
  };
}

async function held(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
