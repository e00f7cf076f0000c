import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerKey } from '../../../core/ledger/key';
import { type Condition, conditionOf, held } from './condition';
import { addressOf, type LedgerTable, toAttributes } from './table';

/**
 * Sets the attributes that are given and removes those that are `undefined`. Returns false when the condition did not
 * hold.
 */
export function updateItem(
  table: LedgerTable,
  key: LedgerKey,
  changes: object,
  condition?: Condition,
): Promise<boolean> {
  const entries = Object.entries(changes);
  const sets = entries.flatMap(([, value], i) => (value === undefined ? [] : [`#${i} = :${i}`]));
  const removes = entries.flatMap(([, value], i) => (value === undefined ? [`#${i}`] : []));
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = conditionOf(condition);
  const command = new UpdateItemCommand({
    ...addressOf(table, key),
    ConditionExpression,
    UpdateExpression: [clause('SET', sets), clause('REMOVE', removes)].join(' ').trim(),
    ExpressionAttributeNames: {
      ...ExpressionAttributeNames,
      ...Object.fromEntries(entries.map(([name], i) => [`#${i}`, name])),
    },
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ...toAttributes(Object.fromEntries(entries.map(([, value], i) => [`:${i}`, value]))),
    },
  });
  return held(table.dynamodb.send(command));
}

const clause = (word: string, terms: readonly string[]): string =>
  terms.length === 0 ? '' : `${word} ${terms.join(', ')}`;
