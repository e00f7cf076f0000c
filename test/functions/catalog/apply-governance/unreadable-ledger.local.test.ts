import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { DATABASE, governedShop, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const SHARED = { share: ['orders'], filters: { customers: { columns: ['id'] } } };

test.each([
  ['a thing that is no JSON', { sk: { S: 'THING#x' }, thing: { S: '{' } }],
  ['a thing under another key', { sk: { S: 'THING#x' }, thing: { S: '["database","orders","tag",null,"k"]' } }],
  ['columns that are none', { sk: { S: 'COLUMNS#orders' }, table: { S: 'orders' }, columns: { S: 'id' } }],
  ['an empty item', { sk: { S: 'COLUMNS#orders' } }],
])('%s is named with its key and a remedy; what has to be closed is', async (_what, item) => {
  const world = await governedShop(dynamodb.client);
  await world.govern(settingsOf(SHARED));
  const pk = `GOVERNANCE#${DATABASE}`;
  await dynamodb.client.send(
    new PutItemCommand({ TableName: world.ledgerTable, Item: { pk: { S: pk }, ...item } as never }),
  );
  await expect(world.govern(settingsOf({ share: ['customers'] }))).rejects.toMatchObject({
    name: 'LedgerUnreadableError',
    message: expect.stringMatching(
      `${pk}, ${item.sk.S} is not as lakeferry writes it.*aws dynamodb delete-item --table-name ${world.ledgerTable} --key '{"pk":{"S":"${pk}"},"sk":{"S":"${item.sk.S}"}}'`,
    ),
  });
  expect(await world.sees('customers')).toEqual([]);
  expect(await world.sees('orders')).toEqual([]);
});
