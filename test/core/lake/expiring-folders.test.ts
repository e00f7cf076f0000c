import { validateConfig } from '../../../core/config/validate';
import { lakeBuckets } from '../../../core/lake/buckets';
import { expiringFolders } from '../../../core/lake/expiring-folders';

const rules = (lake: object, published: object) => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1', account: '111111111111' },
    lake: { expirePartitionsAfterDays: 400, ...lake },
    sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop', 'stock'] }],
    dynamodb: [{ name: 'carts', tables: ['carts'], ...published }],
  });
  const all = lakeBuckets(settings, expiringFolders(settings)).lake.rules;
  return all.filter(({ id }) => id.startsWith('ExpirePartitions'));
};
const expiring = { expireAfter: 400 };

it.each([
  [{ prefix: 'lake' }, { prefix: 'lake/' }],
  [{ prefix: '' }, {}],
])('partitions of a lake at %j expire by one rule where no DynamoDB table is published', (lake, folder) =>
  expect(rules(lake, {})).toEqual([{ id: 'ExpirePartitions', ...folder, ...expiring }]),
);

it('the history of DynamoDB tables stays when partitions of the sources expire', () =>
  expect(rules({ prefix: 'lake' }, { publish: [{ table: 'carts', keys: ['id'] }] })).toEqual([
    { id: 'ExpirePartitions', prefix: 'lake/orders/shop/', ...expiring },
    { id: 'ExpirePartitions2', prefix: 'lake/orders/stock/', ...expiring },
  ]));

it('daily states of DynamoDB tables expire too', () =>
  expect(rules({ prefix: 'lake' }, { publish: [{ table: 'carts', keys: ['id'], state: 'daily' }] })).toContainEqual({
    ...{ id: 'ExpirePartitions3', prefix: 'lake/dynamodb/carts/daily-state/' },
    ...expiring,
  }));
