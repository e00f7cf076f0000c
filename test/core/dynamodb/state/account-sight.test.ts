import { governanceWithDefaults } from '../../../../core/config/governance/defaults';
import type { DatabasePolicy } from '../../../../core/config/types';
import { accountSight } from '../../../../core/dynamodb/state/account-sight';
import { rulesOf } from '../../../../core/governance/model/policy';

const analytics = '222222222222';
const table = { glueTable: 'orders', keys: ['id'] };
const ENVELOPE = ['ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'];
const columns = ['id', ...ENVELOPE, 'total'];
const sightOf = (policy: DatabasePolicy) =>
  accountSight(rulesOf(governanceWithDefaults({ databases: { d: policy } }), { database: 'd', analytics }), table);

it.each<[string, DatabasePolicy]>([
  ['a filter of its own', { filters: { orders: { columns } } }],
  [
    'filters that are united',
    {
      namedFilters: { orders: { keys: { columns: ['id', ...ENVELOPE] }, money: { columns: ['total'] } } },
    },
  ],
  ['rows that are told by keys', { filters: { orders: { columns, rows: "id > 'a'" } } }],
])('tells the state from %s', (_what, policy) => {
  expect(sightOf(policy)).toEqual({ columns: expect.arrayContaining(columns), missing: [] });
});

it('lacks what no filter of the account lists', () => {
  const finance = { columns: ['ddb_version', 'id'], principals: [`arn:aws:iam::${analytics}:role/finance`] };
  const own = { columns: columns.filter((name) => !finance.columns.includes(name)) };
  expect(sightOf({ namedFilters: { orders: { own, finance } } })?.missing).toEqual(['id', 'ddb_version']);
});

it('is not exact by rows that deletions are not among', () => {
  const rows = "total > '5' AND id > 'a'";
  expect(sightOf({ filters: { orders: { columns, rows } } })).toMatchObject({ missing: [], inexactBy: rows });
});

it('sees of a table that is shared whole what always is there and what the policy names', () => {
  const tables = { orders: { columns: { total: {}, secret: { tags: { confidential: 'sensitive' } } } } };
  const sight = sightOf({ share: ['orders'], tables })!;
  expect(sight.missing).toEqual([]);
  expect(sight.columns).toEqual(expect.arrayContaining(columns));
  expect(sight.columns).not.toContain('secret');
});

it('lacks what tags hide of a table that is shared whole', () => {
  const tables = { orders: { columns: { ddb_event: { tags: { confidential: 'private' } } } } };
  expect(sightOf({ share: ['orders'], tables })?.missing).toEqual(['ddb_event']);
});

it.each<[string, DatabasePolicy]>([
  ['is not named', {}],
  ['is only for a role', { filters: { orders: { columns: ['id'], principals: ['arn:aws:iam::1:role/x'] } } }],
])('is none of a table that %s', (_what, policy) => {
  expect(sightOf(policy)).toBeUndefined();
});
