import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { order, session } from '../../../local/demo-databases/items';
import type { Runtime } from '../../../local/runtime';

/** Beyond the numbers of the items that are there at first. */
const FIRST_NEW = 1000;
const CHANGES = 10;

const [ORDERS, SESSIONS] = ['web-orders', 'web-sessions'];

/**
 * A day of the web shop: orders come, are paid and called off; sessions begin, and those that are over go. Returns the
 * rows that the history of each table must have: one for each item that was there, and one for each change.
 */
export async function changeTables(runtime: Runtime, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const dynamodb = new DynamoDB(runtime.clientConfig());
  const now = runtime.clock.now();
  const rows = new Map<string, number>();
  const countOf = async (TableName: string): Promise<number> => (await dynamodb.scan({ TableName })).Count ?? 0;
  if (tables.includes(ORDERS)) rows.set(ORDERS, (await countOf(ORDERS)) + (await changeOrders(dynamodb, now)));
  if (tables.includes(SESSIONS)) {
    const before = await countOf(SESSIONS);
    for (let i = 0; i < CHANGES; i++)
      await dynamodb.putItem({ TableName: SESSIONS, Item: session(FIRST_NEW + i, now) });
    rows.set(SESSIONS, before + CHANGES + (await runtime.expireItems(SESSIONS)));
  }
  return rows;
}

async function changeOrders(dynamodb: DynamoDB, now: number): Promise<number> {
  const { Items = [] } = await dynamodb.scan({ TableName: ORDERS });
  for (let i = 0; i < CHANGES; i++) {
    const [changed, { customer, placed_at } = {}] = [Items[2 * i]!, Items[2 * i + 1]];
    await dynamodb.putItem({ TableName: ORDERS, Item: order(FIRST_NEW + i, now) });
    // with an attribute that no item had before
    await dynamodb.putItem({ TableName: ORDERS, Item: { ...changed, paid_by: { S: 'transfer' } } });
    await dynamodb.deleteItem({ TableName: ORDERS, Key: { customer: customer!, placed_at: placed_at! } });
  }
  return 3 * CHANGES;
}
