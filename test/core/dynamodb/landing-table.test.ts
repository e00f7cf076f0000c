import { validateConfig } from '../../../core/config/validate';
import { landingTable } from '../../../core/dynamodb/landing-table';

const ENVELOPE = ['ddb_table', 'ddb_event', 'ddb_version', 'ddb_sequence', 'ddb_event_id', 'ddb_source', 'ddb_ttl'];
const columnsWith = (policy: object, publish: object = {}): string[] => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1', name: 'eu' },
    dynamodb: [{ name: 'orders', tables: ['orders'], publish: [{ table: 'orders', keys: ['id'], ...publish }] }],
    governance: { databases: { dynamodb_orders_landing: policy } },
    accounts: { analytics: '222222222222' },
  });
  return landingTable(settings, 'orders').columns.map(({ name }) => name);
};

it.each<[string, object, string[]]>([
  ['nothing', {}, ['id']],
  [
    'columns of a filter, and what its rows are chosen by',
    { filters: { changes: { columns: ['total'], rows: "land = 'CH'" } } },
    ['id', 'land', 'total'],
  ],
  [
    'columns of a named filter',
    { namedFilters: { changes: { sales: { columns: ['id', 'total'], principals: ['222222222222'] } } } },
    ['id', 'total'],
  ],
  [
    'columns of a shared table',
    { share: ['changes'], tables: { changes: { columns: { address__city: {}, ddb_event: {} } } } },
    ['address__city', 'id'],
  ],
])('has the envelope, the keys, and of a policy %s', (_title, policy, attributes) =>
  expect(columnsWith(policy)).toEqual([...ENVELOPE, ...attributes]),
);

it('has the columns that a history has before any row has them', () =>
  expect(
    columnsWith({}, { columns: ['coupon', 'id2'], decimals: { total: 'decimal(9,2)', coupon: 'decimal(3,0)' } }),
  ).toEqual([...ENVELOPE, 'coupon', 'id', 'id2', 'total']));
