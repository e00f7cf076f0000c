import { validateConfig } from '../../../../core/config/validate';
import { problemsOf } from '../problems-of';

type Json = Record<string, unknown>;

const HERE = '111111111111';
const THERE = '222222222222';
const TO = { account: THERE, bucket: 'their-landing', keyArn: `arn:aws:kms:eu-west-1:${THERE}:key/1` };
const TABLE = { table: 'Orders', keys: ['id', 'createdAt'] };

const config = (entry: Json, lake: Json = {}): Json => ({
  environment: { region: 'eu-west-1', account: HERE },
  lake,
  dynamodb: [{ name: 'orders', ...entry }],
});
const publishing = (...publish: Json[]): Json => config({ tables: ['Orders', 'orders', 'or-ders'], publish });
const columns = (...of: unknown[]): Json => publishing({ ...TABLE, columns: of });
const decimals = (of: Json): Json => publishing({ ...TABLE, decimals: of });

it('knows published tables by their names, with strings for attributes unless something else is written', () => {
  const arn = `arn:aws:dynamodb:eu-west-1:${HERE}:table/Orders`;
  const typed = { table: 'orders', keys: ['id'], decimals: { total: 'decimal(38,2)', ddb_old_total: 'decimal(38,2)' } };
  expect(
    validateConfig(publishing({ ...TABLE, table: arn }, { ...typed, table: 'or-ders' })).dynamodb[0],
  ).toMatchObject({
    publish: [
      { table: 'Orders', keys: ['id', 'createdAt'], decimals: {} },
      { ...typed, table: 'or-ders' },
    ],
  });
  const theirs = validateConfig(config({ from: { account: THERE }, publish: [TABLE] })).dynamodb[0];
  expect(theirs).toMatchObject({ from: { account: THERE }, publish: [{ ...TABLE, decimals: {} }] });
});

it('takes columns that no row has had, of attributes, their members, and what they were before', () => {
  const listed = ['coupon', 'address__city', 'ddb_old_coupon', 'gift_card_0a1b2c3d'];
  expect(validateConfig(columns(...listed)).dynamodb[0]!.publish[0]).toEqual({
    ...{ ...TABLE, decimals: {}, columns: listed },
  });
});

it('takes windows of incremental exports of 1 to 24 hours', () => {
  expect(validateConfig(config({ tables: ['orders'], repairHours: 24 })).dynamodb[0]).toMatchObject({
    repairHours: 24,
  });
  expect(problemsOf(config({ tables: ['orders'], repairHours: 25 }))).toMatch(/repairHours: 25 .* from 1 to 24/);
});

it.each<[string, Json, RegExp]>([
  [
    'publishing where the tables do not land',
    config({ tables: ['Orders'], to: TO, publish: [TABLE] }),
    /publish: .* which is account 222222222222: leave it out here, and list the tables in `publish` of its entry 'orders'/,
  ],
  [
    "windows of another account's tables",
    config({ from: { account: THERE }, repairHours: 1 }),
    /repairHours: 1 belongs to the account of the tables/,
  ],
  [
    'a table that is not streamed',
    publishing({ ...TABLE, table: 'others' }),
    /publish\[0\]\.table: 'others' is not in dynamodb\[0\]\.tables/,
  ],
  [
    'a table twice',
    publishing(TABLE, TABLE),
    /publish\[1\]\.table: 'Orders' is at dynamodb\[0\]\.publish\[0\] already/,
  ],
  [
    'two tables of one name in Glue',
    publishing(TABLE, { ...TABLE, table: 'orders' }),
    /publish\[1\]\.table: 'orders' would be Glue table 'orders', which dynamodb\[0\]\.publish\[0\] \('Orders'\) is already/,
  ],
  [
    'a name that no policy can name',
    config({ from: { account: THERE }, publish: [{ ...TABLE, table: 'o'.repeat(129) }] }),
    /has 129 characters, and a governed table 128 at most/,
  ],
  ['no table', publishing(), /publish: \[\] is empty: give at least one/],
  [
    '51 tables',
    config({
      from: { account: THERE },
      publish: Array.from({ length: 51 }, (_, i) => ({ ...TABLE, table: `table-${i}` })),
    }),
    /lists 51 tables, an entry takes 50/,
  ],
  ['no key', publishing({ ...TABLE, keys: [] }), /keys: \[\] has 0 names, a table has 1 or 2 key attributes/],
  ['three keys', publishing({ ...TABLE, keys: ['a', 'b', 'c'] }), /keys: .* has 3 names, a table has 1 or 2/],
  ['a key twice', publishing({ ...TABLE, keys: ['a', 'a'] }), /keys: .* has one name twice/],
  ['a key without name', publishing({ ...TABLE, keys: [''] }), /keys\[0\]: '' is not the name of a key attribute/],
  ['39 digits', decimals({ total: 'decimal(39,2)' }), /decimals\.total: 'decimal\(39,2\)' is not a decimal type/],
  ['more digits behind the point than there are', decimals({ total: 'decimal(2,3)' }), /is not a decimal type/],
  ['another type', decimals({ total: 'bigint' }), /'bigint' is not a decimal type: write 'decimal\(38,2\)'/],
  ['a type of the envelope', decimals({ ddb_version: 'decimal(20,0)' }), /is of a column that lakeferry adds/],
  ['a type of a key', decimals({ id: 'decimal(20,0)' }), /is of a key attribute/],
  [
    'a type of a key that has another column',
    decimals({ created_at_9da118ee: 'decimal(20,0)' }),
    /is of a key attribute/,
  ],
  [
    'an attribute where a column belongs',
    decimals({ createdAt: 'decimal(20,0)' }),
    /is under 'createdAt', .*: attribute 'createdAt' is column 'created_at_9da118ee'/,
  ],
  [
    "a type of the lake's partition key",
    config({ tables: ['Orders'], publish: [{ ...TABLE, decimals: { day: 'decimal(2,0)' } }] }, { partitionKey: 'day' }),
    /is of the partition key: an attribute of that name is column 'day_[0-9a-f]{8}'/,
  ],
  ['a column of the envelope', columns('ddb_version'), /columns\[0\]: 'ddb_version' is a column that lakeferry adds/],
  [
    'a column of a key',
    columns('coupon', 'id'),
    /columns\[1\]: 'id' is the column of a key attribute, .*: leave it out/,
  ],
  ['what a key was before', columns('ddb_old_created_at_9da118ee'), /is the column of a key attribute/],
  [
    'an attribute as a column',
    columns('giftCard'),
    /'giftCard' is not the name of a column: .* 'gift_card_[0-9a-f]{8}'/,
  ],
  ['a column without name', columns(''), /columns\[0\]: '' is not the name of a column/],
  ['a column that is too long', columns('c'.repeat(248)), /is not the name of a column/],
  ['a column twice', columns('coupon', 'coupon'), /columns\[1\]: 'coupon' is listed already/],
  ['the folders of dates as a column', columns('date'), /is the partition key: .* is column 'date_[0-9a-f]{8}'/],
  ['101 columns', columns(...Array.from({ length: 101 }, (_, i) => `c${i}`)), /lists 101 columns, a table takes 100/],
])('refuses %s', (_title, written, words) => expect(problemsOf(written)).toMatch(words));

it('refuses tables in a policy of its databases that are not published', () => {
  const governance = { databases: { dynamodb_orders: { share: ['orders', 'others'] } } };
  expect(problemsOf({ ...publishing({ ...TABLE, table: 'orders' }), governance })).toMatch(
    /share\[1\]: 'others' never arrives: dynamodb\[0\]\.publish leaves it out/,
  );
});

it('says which table the landing database has, and what makes a daily state', () => {
  const databases = { dynamodb_orders_landing: { share: ['orders'] }, dynamodb_orders: { share: ['orders_state'] } };
  const problems = problemsOf({ ...publishing({ ...TABLE, table: 'orders' }), governance: { databases } });
  expect(problems).toMatch(/share\[0\]: 'orders' is not a table of this database, which has 'changes' alone/);
  expect(problems).toMatch(/'orders_state' never arrives: write state: 'daily' at dynamodb\[0\]\.publish\[0\]/);
});

it('refuses a daily state whose table is another published one, or has too long a name', () => {
  const both = [
    { table: 'Orders', keys: ['id'], state: 'daily' },
    { table: 'orders_state', keys: ['id'] },
  ];
  expect(problemsOf(config({ tables: ['Orders', 'orders_state'], publish: both }))).toContain(
    "dynamodb[0].publish[0].state: 'daily' makes a Glue table 'orders_state', which dynamodb[0].publish[1] is already: put that one into another entry, or leave `state` out.",
  );
  const table = 'o'.repeat(125);
  expect(problemsOf(config({ tables: [table], publish: [{ table, keys: ['id'], state: 'daily' }] }))).toContain(
    'of 131 characters, and a governed table has 128 at most',
  );
});
