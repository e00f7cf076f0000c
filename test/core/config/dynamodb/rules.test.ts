import { validateConfig } from '../../../../core/config/validate';
import { problemsOf } from '../problems-of';

type Json = Record<string, unknown>;

const HERE = '111111111111';
const THERE = '222222222222';
const KEY = `arn:aws:kms:eu-west-1:${THERE}:key/1`;
const TO = { account: THERE, bucket: 'their-landing', keyArn: KEY };
const STREAM: Json = { name: 'orders', tables: ['orders'] };
const tableArn = (account = HERE, region = 'eu-west-1'): string => `arn:aws:dynamodb:${region}:${account}:table/orders`;

const config = (...dynamodb: Json[]): Json => ({ environment: { region: 'eu-west-1', account: HERE }, dynamodb });
const withLanding = (landing: Json): Json => ({ ...config(STREAM), landing });
const REPLICA = { bucket: 'copies', region: 'eu-central-1', keyArn: `arn:aws:kms:eu-central-1:${HERE}:key/2` };

it('fills in the defaults, and knows tables by their names', () => {
  const { dynamodb, landing } = validateConfig(config({ ...STREAM, tables: [tableArn(), 'customers'] }));
  expect(landing).toEqual({});
  expect(dynamodb).toEqual([
    {
      name: 'orders',
      tables: ['orders', 'customers'],
      stream: { retentionDays: 7 },
      delivery: { by: 'arrival', seconds: 120, mebibytes: 1 },
      oldImage: false,
      network: 'isolated',
      maxDelayMinutes: 15,
      publish: [],
    },
  ]);
});

it("sorts by the date of changes in Firehose's least buffer", () =>
  expect(validateConfig(config({ ...STREAM, delivery: { by: 'change' } })).dynamodb[0]).toMatchObject({
    delivery: { by: 'change', seconds: 120, mebibytes: 64 },
  }));

it("expects the delivery role of an installation of the same name, where another account's tables land", () => {
  const { dynamodb } = validateConfig(
    config({ name: 'orders', from: { account: THERE } }, { name: 'bills', from: { account: THERE, roleName: 'x' } }),
  );
  expect(dynamodb).toEqual([
    { name: 'orders', from: { account: THERE, roleName: 'lakeferry-delivery-orders-eu-west-1' }, publish: [] },
    { name: 'bills', from: { account: THERE, roleName: 'x' }, publish: [] },
  ]);
});

it.each<[string, Json]>([
  ["another account's landing bucket", config({ ...STREAM, to: TO })],
  ['no buffer of time', config({ ...STREAM, delivery: { seconds: 0, mebibytes: 128 } })],
  ['tables of one account beside those of another', config(STREAM, { name: 'theirs', from: { account: THERE } })],
  ['copies in another Region', withLanding({ replicateTo: REPLICA, expireAfterDays: 30 })],
  ['the shortest and the longest name of a table', config({ ...STREAM, tables: ['abc', 'a'.repeat(255)] })],
])('takes %s', (_title, written) => expect(problemsOf(written)).toBe(''));

it.each<[string, Json, RegExp]>([
  [
    'neither tables nor an account',
    config({ name: 'orders' }),
    /dynamodb\[0\]\.tables: is missing: list tables .* `from`/,
  ],
  [
    "this account's tables that are another account's",
    config({ ...STREAM, from: { account: THERE }, oldImage: true }),
    /dynamodb\[0\]\.tables: .*leave one of both out\.\n.*dynamodb\[0\]\.oldImage: true belongs to the account of the tables/,
  ],
  ['no table', config({ ...STREAM, tables: [] }), /tables: \[\] is empty: give at least one/],
  [
    '51 tables',
    config({ ...STREAM, tables: Array.from({ length: 51 }, (_, i) => `table-${i}`) }),
    /lists 51 tables, an entry takes 50: put the others into another entry/,
  ],
  ['a short name of a table', config({ ...STREAM, tables: ['ab'] }), /tables\[0\]: 'ab' is not the name of a table/],
  [
    'a stream of DynamoDB Streams',
    config({ ...STREAM, tables: [`${tableArn()}/stream/2024-11-18T10:00:00.000`] }),
    /is the ARN of a stream of DynamoDB Streams: give the table's, 'arn:aws:dynamodb:eu-west-1:111111111111:table\/orders'/,
  ],
  ['an index', config({ ...STREAM, tables: [`${tableArn()}/index/by-date`] }), /is the ARN of a part of a table/],
  [
    'a table of another Region',
    config({ ...STREAM, tables: [tableArn(HERE, 'us-east-1')] }),
    /is a table of us-east-1 \(aws\), .* Deploy lakeferry there too/,
  ],
  [
    'a table of another account',
    config({ ...STREAM, tables: [tableArn(THERE)] }),
    /is a table of account 222222222222, .*`from: \{ account: '222222222222' \}`/,
  ],
  [
    'the ledger',
    config({ ...STREAM, tables: ['lakeferry-ledger'] }),
    /tables\[0\]: 'lakeferry-ledger' is a table of lakeferry itself: leave it out/,
  ],
  [
    'a table twice, by name and by ARN',
    config(STREAM, { name: 'more', tables: [tableArn()] }),
    /dynamodb\[1\]\.tables\[0\]: .* is at dynamodb\[0\]\.tables\[0\] already, and DynamoDB sends a table's changes to one/,
  ],
  [
    'a name twice',
    config(STREAM, { name: 'orders', tables: ['others'] }),
    /dynamodb\[1\]\.name: 'orders' is at dynamodb\[0\] already/,
  ],
  ['a long name', config({ ...STREAM, name: 'a'.repeat(21) }), /name: 'a+' is not a valid name: use at most 20/],
  [
    'a name that is too long for the role in a named installation',
    {
      ...config({ ...STREAM, name: 'n'.repeat(20) }),
      environment: { region: 'ap-southeast-1', name: 'i'.repeat(15) },
    },
    /name: 'n+' would make role 'lakeferry-i+-delivery-n+-ap-southeast-1' of 70 characters, IAM takes 64: shorten it by 6/,
  ],
  [
    'small files by the date of changes',
    config({ ...STREAM, delivery: { by: 'change', seconds: 59, mebibytes: 63 } }),
    /delivery\.seconds: 59 is too small .* at least 60.*\n.*delivery\.mebibytes: 63 is too small .* at least 64/,
  ],
  ['an order that is none', config({ ...STREAM, delivery: { by: 'date' } }), /is not one of 'arrival', 'change'/],
  ['a buffer beyond 15 minutes', config({ ...STREAM, delivery: { seconds: 901 } }), /whole number from 0 to 900/],
  ['a stream without shards', config({ ...STREAM, stream: { shards: 0 } }), /stream\.shards: 0 must be a whole number/],
  ['a year and a day', config({ ...STREAM, stream: { retentionDays: 366 } }), /retentionDays: 366 .* from 1 to 365/],
  [
    'this account as producer',
    config({ name: 'orders', from: { account: HERE } }),
    /from\.account: .* is this account/,
  ],
  [
    'this account as consumer',
    config({ ...STREAM, to: { ...TO, account: HERE } }),
    /dynamodb\[0\]\.to: .* leave `to` out/,
  ],
  [
    'a key of another Region',
    config({ ...STREAM, to: { ...TO, keyArn: `arn:aws:kms:us-east-1:${THERE}:key/1` } }),
    /to\.keyArn: .* is not a key of eu-west-1 \(aws\), where tables and bucket are: give the LandingKeyArn/,
  ],
  [
    'a key of a third account',
    config({ ...STREAM, to: { ...TO, keyArn: `arn:aws:kms:eu-west-1:${HERE}:key/1` } }),
    /to\.keyArn: .* is a key of account 111111111111, and the bucket is of 222222222222/,
  ],
  [
    'copies in the same Region',
    withLanding({ replicateTo: { ...REPLICA, region: 'eu-west-1', keyArn: `arn:aws:kms:eu-west-1:${HERE}:key/2` } }),
    /landing\.replicateTo\.region: 'eu-west-1' is the Region of the landing bucket itself/,
  ],
  [
    'copies in another partition',
    withLanding({
      replicateTo: { ...REPLICA, region: 'cn-north-1', keyArn: `arn:aws-cn:kms:cn-north-1:${HERE}:key/2` },
    }),
    /landing\.replicateTo\.region: .* S3 copies within aws only: .* `replications`/,
  ],
  [
    'copies under a key of the wrong Region',
    withLanding({ replicateTo: { ...REPLICA, keyArn: `arn:aws:kms:eu-west-1:${HERE}:key/2` } }),
    /landing\.replicateTo\.keyArn: .* is not a key of eu-central-1/,
  ],
  [
    "copies in the lake's bucket",
    withLanding({ replicateTo: { ...REPLICA, bucket: `lakeferry-lake-${HERE}-eu-west-1` } }),
    /landing\.replicateTo\.bucket: .* is the lake's own bucket/,
  ],
  [
    'a landing key of another Region',
    withLanding({ keyArn: `arn:aws:kms:us-east-1:${HERE}:key/2` }),
    /landing\.keyArn: .* is a key of us-east-1/,
  ],
])('refuses %s', (_title, written, words) => expect(problemsOf(written)).toMatch(words));
