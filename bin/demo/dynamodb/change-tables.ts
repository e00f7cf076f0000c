import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { order, session } from '../../../local/demo-databases/items';
import type { Runtime } from '../../../local/runtime';

/** As many as there are at first, so that these numbers are of new items. */
const [NEW_ORDER, NEW_SESSION] = [1000, 1000];
const CHANGES = 10;
/** Sessions of an hour are over then. */
const LATER_MS = 2 * 3_600_000;

/** The tables of the demo that the configuration streams. */
export const ORDERS = 'web-orders';
export const SESSIONS = 'web-sessions';

/** A day of the web shop: orders come, are paid and called off, and sessions begin and end. */
export async function changeTables(runtime: Runtime, tables: readonly string[]): Promise<void> {
  const dynamodb = new DynamoDB(runtime.clientConfig());
  const now = runtime.clock.now();
  if (tables.includes(ORDERS)) await changeOrders(dynamodb, now);
  if (!tables.includes(SESSIONS)) return;
  for (let i = 0; i < CHANGES; i++) {
    await dynamodb.putItem({ TableName: SESSIONS, Item: session(NEW_SESSION + i, now) });
  }
  await new Promise<void>((resolve) => {
    runtime.clock.at(now + LATER_MS, resolve);
  });
  await runtime.expireItems(SESSIONS);
}

async function changeOrders(dynamodb: DynamoDB, now: number): Promise<void> {
  const { Items = [] } = await dynamodb.scan({ TableName: ORDERS });
  const byAge = Items.sort((a, b) => ((a.placed_at?.S ?? '') < (b.placed_at?.S ?? '') ? -1 : 1));
  for (let i = 0; i < CHANGES; i++) {
    await dynamodb.putItem({ TableName: ORDERS, Item: order(NEW_ORDER + i, now) });
    const [changed, gone] = [byAge[2 * i], byAge[2 * i + 1]];
    // with an attribute that no item had before
    const paid = { ...changed, status: { S: 'paid' }, paid_by: { S: 'transfer' } };
    if (changed !== undefined) await dynamodb.putItem({ TableName: ORDERS, Item: paid });
    const { customer, placed_at } = gone ?? {};
    if (customer !== undefined && placed_at !== undefined)
      await dynamodb.deleteItem({ TableName: ORDERS, Key: { customer, placed_at } });
  }
}
