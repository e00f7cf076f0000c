import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { PARTITION_KEY } from '../../../core/ledger/table';
import { toAttribute } from './table';

/** What must hold for a write to happen. */
export type Condition =
  | { readonly absent: true }
  | { readonly attribute: string; readonly equals: string | number }
  /** The item does not exist, or this attribute is not greater, by the order of texts or numbers. */
  | { readonly attribute: string; readonly absentOrAtMost: string | number };

type ConditionMembers = Pick<
  UpdateItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** The members of a write's command that state the condition. */
export function conditionOf(condition: Condition | undefined): ConditionMembers {
  if (condition === undefined) return {};
  if ('absent' in condition) return { ConditionExpression: ABSENT };
  if ('equals' in condition) return compared('#condition = :condition', condition.attribute, condition.equals);
  return compared(`${ABSENT} OR #condition <= :condition`, condition.attribute, condition.absentOrAtMost);
}

const ABSENT = `attribute_not_exists(${PARTITION_KEY})`;

const compared = (ConditionExpression: string, attribute: string, value: NativeAttributeValue) => ({
  ConditionExpression,
  ExpressionAttributeNames: { '#condition': attribute },
  ExpressionAttributeValues: { ':condition': toAttribute(value) },
});

/** Whether the condition of a write held. Any other error is thrown. */
export async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
