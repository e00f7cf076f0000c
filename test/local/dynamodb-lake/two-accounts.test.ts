import { KMS } from '@aws-sdk/client-kms';
import type { TableStreamConfig } from '../../../core/config/dynamodb/types';
import type { LakeferryConfig } from '../../../core/config/types';
import { STATE_COLUMNS } from '../../../core/dynamodb/current-state';
import { ANALYTICS } from '../world/world';
import { Computer } from './computer';

const LAKE = '111111111111';
const OWNER = '310987654321';
/** Local keys are told apart by their ids. */
const OWNERS_KEY = '11111111-2222-4333-8444-555555555555';
const LANDING = `lakeferry-landing-${LAKE}-eu-west-1`;
const CARTS = 'SELECT customer, total, ddb_source FROM dynamodb_shop.carts ORDER BY customer, ddb_source';

const lake: LakeferryConfig = {
  environment: { region: 'eu-west-1', account: LAKE },
  accounts: { analytics: ANALYTICS },
  dynamodb: [
    {
      name: 'shop',
      from: { account: OWNER, roleName: 'lakeferry-tables-delivery-shop-eu-west-1' },
      publish: [{ table: 'carts', keys: ['customer'] }],
    },
  ],
  governance: {
    databases: { dynamodb_shop: { filters: { carts: { columns: ['customer', 'total', ...STATE_COLUMNS] } } } },
  },
};

const owner = (entry: Partial<TableStreamConfig>): LakeferryConfig => ({
  environment: { region: 'eu-west-1', account: OWNER, name: 'tables' },
  lake: { keyArn: `arn:aws:kms:eu-west-1:${OWNER}:key/${OWNERS_KEY}` },
  dynamodb: [{ name: 'shop', tables: ['carts'], network: 'none', ...entry }],
});

const computer = new Computer('2026-11-26T10:00:00Z');
afterAll(() => computer.runtime.close());

it('publishes in the account of the lake what another account loads and streams into its bucket', async () => {
  await computer.start(lake);
  const kms = new KMS(computer.runtime.clientConfig());
  const { KeyMetadata } = await kms.describeKey({ KeyId: 'alias/lakeferry-landing' });
  const to = { account: LAKE, bucket: LANDING, keyArn: KeyMetadata?.Arn ?? '' };

  // the local runtime makes the table by its keys; its first item is older than the stream into the lake
  await computer.start(owner({ publish: [{ table: 'carts', keys: ['customer'] }] }));
  await computer.put('carts', { customer: 'ann', total: '1' });
  await computer.passUntil('2026-11-26T11:00:00Z');
  await computer.start(owner({ to }));
  await computer.put('carts', { customer: 'bob', total: '2' });
  await computer.passUntil('2026-11-26T12:00:00Z');
  await computer.run('load-table-shop', { table: 'carts' });
  await computer.passUntil('2026-11-27T00:20:00Z');

  await computer.start(lake);
  expect(await computer.run('publish-partition', { entry: 'shop' })).toMatchObject({ outcome: 'COMMITTED' });
  expect(await computer.ask(CARTS)).toEqual([
    ['ann', '1', 'FULL_EXPORT'],
    ['bob', '2', 'FULL_EXPORT'],
    ['bob', '2', 'STREAM'],
  ]);
});
