import { ConfigError, validateConfig } from '../../../core/config/validate';

type Json = Record<string, unknown>;

const SOURCE: Json = { kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] };
const ANALYTICS = '222222222222';
const CONFIG: Json = { environment: { region: 'eu-west-1' }, sources: [SOURCE] };

const withSource = (...changes: Json[]): Json => ({
  ...CONFIG,
  sources: changes.map((change) => ({ ...SOURCE, ...change })),
});
const withPolicy = (policy: Json, governance: Json = {}): Json => ({
  ...CONFIG,
  governance: { ...governance, databases: { orders_shop: policy } },
});
const withFilter = (filter: Json, governance: Json = {}): Json =>
  withPolicy({ filters: { customers: { columns: ['id'], ...filter } } }, governance);

/** The lines of the error, without the heading. */
function problemsOf(config: unknown): string[] {
  try {
    validateConfig(config);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('one mistake, one message with field, value and fix', () => {
  it.each<[string, Json, string | RegExp]>([
    ['an offset', { ...CONFIG, timeZone: '+08:00' }, /^timeZone: '\+08:00' is not the name of a time zone: use one/],
    ['a city alone', { ...CONFIG, timeZone: 'Taipei' }, /^timeZone: 'Taipei' is not the name of a time zone/],
    [
      'a zone in lower case',
      { ...CONFIG, timeZone: 'asia/taipei' },
      "timeZone: 'asia/taipei' is written 'Asia/Taipei'.",
    ],
    ['a city in capitals', { ...CONFIG, timeZone: 'Asia/TAIPEI' }, "timeZone: 'Asia/TAIPEI' is written 'Asia/Taipei'."],
    [
      'a former name in other capitals',
      { ...CONFIG, timeZone: 'US/EASTERN' },
      /^timeZone: 'US\/EASTERN' is not written so .*: mind the capitals, or use 'America\/New_York', which is the same/,
    ],
    [
      'a zone without a place',
      { ...CONFIG, timeZone: 'EST5EDT' },
      /^timeZone: 'EST5EDT' names no place: use 'America\/New_York', which is the same zone/,
    ],
    ['a zone without hours of summer', { ...CONFIG, timeZone: 'EST' }, /^timeZone: 'EST' names no place: use '/],
    ['a zone by number', { ...CONFIG, timeZone: 8 }, /^timeZone: 8 /],
    ['no region', { ...CONFIG, environment: {} }, 'environment.region: is missing: give a text in quotes.'],
    [
      'a zone',
      { ...CONFIG, environment: { region: 'eu-west-1a' } },
      "environment.region: 'eu-west-1a' is an Availability Zone: use its Region, 'eu-west-1'.",
    ],
    ['a Region in capitals', { ...CONFIG, environment: { region: 'EU_WEST_1' } }, /use 'eu-west-1'/],
    ['no such China Region', { ...CONFIG, environment: { region: 'cn-north-2' } }, /'cn-north-1' or 'cn-northwest-1'/],
    [
      'a Region of no partition of ours',
      { ...CONFIG, environment: { region: 'us-iso-east-1' } },
      /aws, aws-cn and aws-us-gov/,
    ],
    [
      'an account as number',
      { ...CONFIG, accounts: { analytics: 222222222222 } },
      "accounts.analytics: 222222222222 is a number: write it in quotes, '222222222222'.",
    ],
    [
      "the lake's account as the analysts'",
      { ...CONFIG, environment: { region: 'eu-west-1', account: ANALYTICS }, accounts: { analytics: ANALYTICS } },
      /^accounts\.analytics: '222222222222' is the lake's own account: leave it out/,
    ],
    [
      'an analyst that is no role',
      { ...CONFIG, accounts: { analytics: ANALYTICS, analysts: ['alice'] } },
      "accounts.analysts[0]: 'alice' is not the ARN of an IAM role.",
    ],
    [
      'an analyst of another account',
      { ...CONFIG, accounts: { analytics: ANALYTICS, analysts: ['arn:aws:iam::333333333333:role/a'] } },
      /analysts\[0\]: .* is a role of another account than accounts\.analytics, 222222222222/,
    ],
    [
      'an analyst named twice',
      {
        ...CONFIG,
        accounts: {
          analytics: ANALYTICS,
          analysts: [`arn:aws:iam::${ANALYTICS}:role/a`, `arn:aws:iam::${ANALYTICS}:role/a`],
        },
      },
      `accounts.analysts[1]: 'arn:aws:iam::${ANALYTICS}:role/a' is at accounts.analysts[0] already: leave one out.`,
    ],
    [
      'analysts of no account',
      { ...CONFIG, accounts: { analysts: ['arn:aws:iam::222222222222:role/a'] } },
      /analysts\[0\]: .* has nothing to read: give accounts\.analytics/,
    ],
    [
      'an analyst of another partition',
      { ...CONFIG, accounts: { analytics: ANALYTICS, analysts: ['arn:aws-cn:iam::222222222222:role/a'] } },
      /analysts\[0\]: .* is a role of partition aws-cn, but eu-west-1 is in aws/,
    ],
    [
      'an account of eleven digits',
      { ...CONFIG, environment: { region: 'eu-west-1', account: '12345678901' } },
      /environment\.account: '12345678901' .* twelve digits/,
    ],
    [
      'notices to nobody',
      { ...CONFIG, notifications: { mail: [] } },
      'notifications.mail: [] is empty: give at least one.',
    ],
    [
      'notices without an address',
      { ...CONFIG, notifications: {} },
      'notifications.mail: is missing: give a list, [ … ].',
    ],
    [
      'an address with a name',
      { ...CONFIG, notifications: { mail: ['Data <data@example.com>'] } },
      /^notifications\.mail\[0\]: .* is not a mail address: write it without a name/,
    ],
    [
      'an address of 321 characters',
      { ...CONFIG, notifications: { mail: [`${'a'.repeat(309)}@example.com`] } },
      /has 321 characters, an address has at most 320/,
    ],
    [
      'an address twice',
      { ...CONFIG, notifications: { mail: ['data@example.com', 'Data@example.com'] } },
      /^notifications\.mail: .* names 'Data@example\.com' twice/,
    ],
    ['an unknown key', { ...CONFIG, lakes: {} }, "lakes: {} is under a key that does not exist. Did you mean 'lake'?"],
    [
      'an unknown key deep inside',
      withSource({ databses: ['x'] }),
      /^sources\[0\]\.databses: .* Did you mean 'databases'\?$/,
    ],
    ['no sources', { ...CONFIG, sources: [] }, 'sources: [] is empty: give at least one, or leave it out.'],
    [
      'nothing that goes to the lake',
      { environment: { region: 'eu-west-1' } },
      'the configuration: names nothing that goes to the lake: give at least one of `sources` (databases whose snapshots are exported), `replications` (buckets whose objects go to other buckets), `dynamodb` (tables of DynamoDB whose changes are streamed).',
    ],
    ['sources that are no list', { ...CONFIG, sources: {} }, 'sources: {} must be a list, [ … ].'],
    [
      'an id in capitals',
      withSource({}, { id: 'Stock' }),
      "sources[1].id: 'Stock' is not how RDS lists identifiers, in lower case: use 'stock'.",
    ],
    [
      'an ARN as id',
      withSource({ id: 'arn:aws:rds:eu-west-1:1:cluster:orders' }),
      /is an ARN: use the identifier, 'orders'/,
    ],
    ['an id with two hyphens', withSource({ id: 'a--b' }), /^sources\[0\]\.id: 'a--b' is not an RDS identifier/],
    ['an id of 64 characters', withSource({ id: 'a'.repeat(64) }), /is not an RDS identifier/],
    [
      'a source twice',
      withSource({}, { databases: ['stock'] }),
      "sources[1].id: 'orders' is at sources[0] already: list its databases there.",
    ],
    [
      'databases that are one in Glue',
      withSource({ databases: ['shop-eu', 'shop_eu'] }),
      /^sources\[0\]\.databases\[1\]: 'shop_eu' would be Glue database 'orders_shop_eu', which sources\[0\]\.databases\[0\] is already/,
    ],
    [
      'sources that are one in Glue',
      withSource({ id: 'a-b', databases: ['c'] }, { id: 'a', databases: ['b_c'] }),
      /^sources\[1\]\.databases\[0\]: 'b_c' would be Glue database 'a_b_c'/,
    ],
    ['an empty database', withSource({ databases: [''] }), /^sources\[0\]\.databases\[0\]: '' is empty/],
    [
      'an engine that is exported under another name',
      withSource({ engine: 'postgresql' }),
      "sources[0].engine: 'postgresql' is not one of 'postgres', 'mysql'. Did you mean 'postgres'?",
    ],
    [
      'a kind of its own',
      withSource({ kind: 'cluster' }),
      /^sources\[0\]\.kind: 'cluster' is not one of 'aurora-cluster', 'rds-instance'/,
    ],
    [
      'a schedule for an instance',
      withSource({ kind: 'rds-instance', trigger: { schedule: 'rate(1 day)' } }),
      /Aurora clusters only: use \{ snapshots/,
    ],
    [
      'two triggers',
      withSource({ trigger: { schedule: 'rate(1 day)', snapshots: ['manual'] } }),
      /has both snapshots and schedule/,
    ],
    ['no trigger in the trigger', withSource({ trigger: {} }), /^sources\[0\]\.trigger: {} has neither/],
    [
      'an unknown kind of snapshot',
      withSource({ trigger: { snapshots: ['automatic'] } }),
      /Did you mean 'automated'\?/,
    ],
    ['a crontab line', withSource({ trigger: { schedule: '0 2 * * *' } }), /is a Unix crontab line/],
    ['a rate of nothing', withSource({ trigger: { schedule: 'rate(0 days)' } }), /is not a valid rate/],
    [
      'too many cron fields',
      withSource({ trigger: { schedule: 'cron(0 0 2 * * ? *)' } }),
      /has 7 fields, cron takes 6/,
    ],
    ['both days', withSource({ trigger: { schedule: 'cron(0 2 * * * *)' } }), /\? in exactly one of/],
    ['an hour too late', withSource({ trigger: { schedule: 'cron(0 24 * * ? *)' } }), /has '24' as hours: use 0 to 23/],
    ['once', withSource({ trigger: { schedule: 'at(2026-11-20T02:00:00)' } }), /happens once/],
    [
      'MySQL exported by schema',
      withSource({ engine: 'mysql', exportOnly: ['shop.public.orders'] }),
      "sources[0].exportOnly[0]: 'shop.public.orders' is not a valid mysql export: use 'database' or 'database.table'.",
    ],
    ['a part with a hyphen', withSource({ exportOnly: ['shop.public.order-items'] }), /takes A-Z a-z 0-9 \$ _/],
    [
      'a part of another database',
      withSource({ exportOnly: ['shop', 'stock.public'] }),
      /is of a database that is not among this source's databases \(shop\)/,
    ],
    [
      'a database left out by exportOnly',
      withSource({ databases: ['shop', 'stock'], exportOnly: ['shop'] }),
      /leaves out database 'stock'/,
    ],
    [
      'six exports at once',
      { ...CONFIG, exports: { maxConcurrent: 6 } },
      'exports.maxConcurrent: 6 must be a whole number from 1 to 5.',
    ],
    ['no exports at once', { ...CONFIG, exports: { maxConcurrent: 0 } }, /from 1 to 5/],
    ['half an attempt', { ...CONFIG, exports: { attempts: 0.5 } }, /from 1 to 10/],
    ['exports that expire at once', { ...CONFIG, exports: { keepRawDays: 0 } }, /^exports\.keepRawDays: 0 must be/],
    [
      'partitions that expire before',
      { ...CONFIG, lake: { expirePartitionsAfterDays: -1 } },
      /^lake\.expirePartitionsAfterDays: -1 must be/,
    ],
    [
      'a prefix with slashes',
      { ...CONFIG, lake: { prefix: '/lake/' } },
      "lake.prefix: '/lake/' has a slash too many: use 'lake'.",
    ],
    [
      'a prefix like a partition',
      { ...CONFIG, lake: { prefix: 'env=prod' } },
      /would take that folder for a partition/,
    ],
    ['a prefix that climbs', { ...CONFIG, lake: { prefix: 'a/../b' } }, /'\.\.' as a folder/],
    ['a partition key in capitals', { ...CONFIG, lake: { partitionKey: 'Date' } }, /for example 'date'/],
    ['a bucket with dots', { ...CONFIG, lake: { bucketName: 'my.lake' } }, /no dots/],
    [
      'a tag in capitals',
      { ...CONFIG, governance: { tags: { confidential: ['Private', 'private', 'public'] } } },
      "governance.tags.confidential[0]: 'Private' would be stored in lower case: use 'private'.",
    ],
    [
      'a tag key in capitals',
      { ...CONFIG, governance: { tags: { confidential: ['private', 'public'], Owner: ['x'] } } },
      "governance.tags.Owner: [\"x\"] is under 'Owner', which would be stored in lower case: use 'owner'.",
    ],
    [
      'a tag value that CloudFormation refuses',
      { ...CONFIG, governance: { tags: { confidential: ['private', 'public', 'geschützt'] } } },
      "governance.tags.confidential[2]: 'geschützt' has characters that CloudFormation does not take in LF-tags: use a to z, digits, spaces and _ . : / = + - @ %.",
    ],
    [
      'a tag key that CloudFormation refuses',
      { ...CONFIG, governance: { tags: { confidential: ['private', 'public'], größe: ['x'] } } },
      /governance\.tags\['größe'\]: \["x"\] is under 'größe', which has characters that CloudFormation does not take/,
    ],
    [
      'a tag of 51 characters',
      { ...CONFIG, governance: { tags: { confidential: ['private', 'public', 'x'.repeat(51)] } } },
      /has 51 characters, LF-tags take 50/,
    ],
    [
      'a tag twice',
      { ...CONFIG, governance: { tags: { confidential: ['private', 'public', 'public'] } } },
      /tags\.confidential\[2\]: 'public' is listed twice/,
    ],
    [
      'a shared value that no tag has',
      { ...CONFIG, governance: { sharedTag: { confidential: 'publik' } } },
      "governance.sharedTag.confidential: 'publik' is not a value of governance.tags.confidential. Did you mean 'public'?",
    ],
    [
      'a tag that is not declared',
      withPolicy({ tags: { confidental: 'private' } }),
      /databases\.orders_shop\.tags\.confidental: .* Did you mean 'confidential'\?/,
    ],
    [
      'a column tag that is not declared',
      withPolicy({ tables: { customers: { columns: { email: { tags: { confidential: 'secret' } } } } } }),
      /columns\.email\.tags\.confidential: 'secret' is not a value/,
    ],
    [
      'a cross-account version that shares no tags',
      { ...CONFIG, governance: { crossAccountVersion: 2 } },
      "governance.crossAccountVersion: 2 is not one of 3, 4, 5, 'unchanged'.",
    ],
    [
      'the alias of a key',
      { ...CONFIG, lake: { catalogKeyArn: 'arn:aws:kms:eu-west-1:111111111111:alias/catalog' } },
      /lake\.catalogKeyArn: .* is an alias: give the ARN of its key/,
    ],
    [
      'something else than a key',
      { ...CONFIG, sources: [{ ...SOURCE, keyArn: '1234abcd' }] },
      /sources\[0\]\.keyArn: '1234abcd' is not the ARN of a KMS key/,
    ],
    [
      'a key of another Region for the catalog',
      { ...CONFIG, lake: { catalogKeyArn: 'arn:aws:kms:eu-north-1:111111111111:key/1' } },
      /lake\.catalogKeyArn: .* is a key of eu-north-1 \(aws\), and the lake is in eu-west-1/,
    ],
    [
      'a key of the lake in another Region',
      { ...CONFIG, lake: { keyArn: 'arn:aws:kms:eu-north-1:111111111111:key/1' } },
      /lake\.keyArn: .* is a key of eu-north-1 \(aws\), and the lake is in eu-west-1/,
    ],
    [
      'a key of another partition for a source',
      { ...CONFIG, sources: [{ ...SOURCE, keyArn: 'arn:aws-cn:kms:eu-west-1:111111111111:key/1' }] },
      /sources\[0\]\.keyArn: .* is a key of eu-west-1 \(aws-cn\)/,
    ],
    [
      'a catalog policy that is not understood',
      { ...CONFIG, governance: { catalogPolicy: 'replace' } },
      /governance\.catalogPolicy: 'replace' is not one of 'extend', 'leave'/,
    ],
    [
      'a cross-account version that no stack may set',
      { ...CONFIG, governance: { administrators: 'leave', crossAccountVersion: 4 } },
      "governance.crossAccountVersion: 4 is not set by a stack where governance.administrators is 'leave': take it out, and raise the version as docs/lake-formation.md says.",
    ],
    [
      'a named filter on a table shared whole',
      withPolicy({ share: ['customers'], namedFilters: { customers: { more: { columns: ['id'] } } } }),
      'governance.databases.orders_shop.namedFilters.customers.more: ["id"] is bypassed: \'customers\' is shared whole as well, so every column is seen. Take it off share or off filters.',
    ],
    [
      'rows of one filter, and another one without',
      withPolicy({
        filters: { customers: { columns: ['id'] } },
        namedFilters: { customers: { oslo: { columns: ['email'], rows: "city = 'Oslo'" } } },
      }),
      /namedFilters\.customers\.oslo\.rows: .* hides nothing: governance\.databases\.orders_shop\.filters\.customers shows the same readers all rows/,
    ],
    [
      'rows with a text that does not end',
      withFilter({ rows: "city = 'Oslo" }),
      /\.rows: .* has a ' that does not end: texts stand in single quotes/,
    ],
    ['no shared tag', { ...CONFIG, governance: { sharedTag: {} } }, /would open every table/],
    [
      'a database of no source',
      { ...CONFIG, governance: { databases: { orders_shp: {} } } },
      "governance.databases.orders_shp: is not a Glue database of this configuration: those of `sources` are <source id>_<database>, those of `dynamodb` are dynamodb_<name> and dynamodb_<name>_landing. Did you mean 'orders_shop'?",
    ],
    [
      'a table shared and filtered',
      withPolicy({ share: ['customers'], filters: { customers: { columns: ['id'] } } }),
      /filters\.customers: \["id"\] is bypassed: 'customers' is shared whole/,
    ],
    [
      'a filter below a shared database',
      withPolicy({ tags: { confidential: 'public' }, filters: { t: { columns: ['id'] } } }),
      /is bypassed: the tags of 't' \(confidential=public\)/,
    ],
    [
      'a filter on a table tagged open',
      withPolicy({ filters: { t: { columns: ['id'] } }, tables: { t: { tags: { confidential: 'public' } } } }),
      /is bypassed/,
    ],
    [
      'share against a tag',
      withPolicy({ share: ['t'], tables: { t: { tags: { confidential: 'private' } } } }),
      /contradicts share/,
    ],
    ['a table shared twice', withPolicy({ share: ['t', 't'] }), /share\[1\]: 't' is listed twice/],
    [
      'a table as in the source',
      withPolicy({ share: ['sales.Order-Items'] }),
      /is not how the catalog names it: use 'sales_order_items'/,
    ],
    [
      'the partition key as a column',
      withFilter({ columns: ['id', 'date'] }),
      /columns\[1\]: 'date' is the partition key, which is always visible/,
    ],
    [
      'IS NULL on the partition key',
      withFilter({ rows: '"date" IS NULL' }),
      /rows: '"date" IS NULL' .*'date' is the partition key, which takes no IS NULL/,
    ],
    [
      'IS NOT NULL on a partition key with a name of its own, in a named filter',
      {
        ...withPolicy({
          namedFilters: { t: { some: { columns: ['id'], rows: 'id = 1 OR NOT (As_Of IS NOT NULL)' } } },
        }),
        lake: { partitionKey: 'as_of' },
      },
      /some\.rows: .*'as_of' is the partition key, which takes no IS NULL/,
    ],
    ['the partition key against a number', withFilter({ rows: '"date" > 2026' }), /2026 is a number: texts stand in/],
    ['a column in capitals', withFilter({ columns: ['City'] }), /use 'city'/],
    ['a system column', withFilter({ columns: ['xmin'] }), /Lake Formation reserves/],
    ['no columns', withFilter({ columns: [] }), /columns: \[\] is empty/],
    [
      'a predicate of 2,048 characters',
      withFilter({ rows: 'x'.repeat(2048) }),
      /has 2048 characters, Lake Formation takes fewer than 2048/,
    ],
    [
      'a principal that is none',
      withFilter({ principals: ['analysts'] }),
      /principals\[0\]: 'analysts' is neither an account id/,
    ],
    [
      'a principal of another partition',
      withFilter({ principals: ['arn:aws-cn:iam::222222222222:role/a'] }),
      /is a role of partition aws-cn, but eu-west-1 is in aws/,
    ],
    [
      'the partition key in a named filter',
      withPolicy({ namedFilters: { customers: { finance: { columns: ['id', 'date'] } } } }),
      /namedFilters\.customers\.finance\.columns\[1\]: 'date' is the partition key/,
    ],
    [
      'a named filter that takes the name of the other',
      withPolicy({
        filters: { customers: { columns: ['id'] } },
        namedFilters: { customers: { columns: { columns: ['city'] } } },
      }),
      /namedFilters\.customers\.columns: 'columns' is the name of the filter in filters\.customers/,
    ],
    [
      'an organisation of another partition',
      withFilter({ principals: ['arn:aws-cn:organizations::222222222222:ou/o-1/ou-1'] }),
      /is an organisation of partition aws-cn/,
    ],
  ])('%s', (_name, config, expected) => {
    const problems = problemsOf(config);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });
});

it('takes an expression of 900 bytes and refuses a longer one', () => {
  const ofKeys = (count: number): Json => {
    const entries = Array.from({ length: count }, (_, i) => [`${'k'.repeat(40)}${i}`, 'v'] as const);
    return {
      ...CONFIG,
      governance: {
        tags: { confidential: ['private'], ...Object.fromEntries(entries.map(([key, value]) => [key, [value]])) },
        sharedTag: Object.fromEntries(entries),
      },
    };
  };
  expect(problemsOf(ofKeys(10))).toEqual([]);
  expect(problemsOf(ofKeys(12))).toEqual([
    expect.stringMatching(/grant expression of 9\d\d bytes, Lake Formation takes 900/),
  ]);
});

it.each<[string, Json, RegExp]>([
  [
    'tags of databases that open every table',
    withPolicy({}, { databaseTags: { confidential: 'public' } }),
    /governance\.databaseTags: .* every table of every database would be shared/,
  ],
  [
    'a key that lakeferry keeps for itself',
    withPolicy({}, { tags: { confidential: ['private', 'public'], 'lakeferry-columns': ['agreed'] } }),
    /which lakeferry keeps for itself: choose another key/,
  ],
  [
    'more values than the expression that finds databases takes',
    withPolicy(
      {},
      { tags: { confidential: ['private', 'public', ...Array.from({ length: 60 }, (_, i) => `level-number-${i}`)] } },
    ),
    /governance\.tags\.confidential: .* has 62 values, .* Lake Formation takes 900/,
  ],
  [
    'a database open by its tags, where whole tables are shared by filters',
    withPolicy({ tags: { confidential: 'public' } }, { wholeTables: 'filters' }),
    /open every table of the database, which filters cannot/,
  ],
  [
    'a Glue ETL principal that is none',
    withPolicy({}, { glueEtlPrincipals: ['somebody'] }),
    /governance\.glueEtlPrincipals\[0\]/,
  ],
])('refuses %s', (_what, config, message) => expect(problemsOf(config)).toEqual([expect.stringMatching(message)]));

it('reports everything at once, of every part, and counts it', () => {
  const broken = {
    environment: { region: 'eu-west-1a', account: 'me' },
    lake: { prefix: '/' },
    exports: { ranking: 'lifo' },
    sources: [
      { ...SOURCE, id: 'Orders' },
      { ...SOURCE, id: 'stock' },
    ],
    governance: { databases: { stok_shop: { share: ['T'] } } },
    accounts: { analytics: 'you' },
  };
  expect(problemsOf(broken).map((line) => line.split(':')[0])).toEqual([
    'environment.account',
    'environment.region',
    'lake.prefix',
    'accounts.analytics',
    'exports.ranking',
    'sources[0].id',
    'governance.databases.stok_shop',
    'governance.databases.stok_shop.share[0]',
  ]);
  expect(() => validateConfig(broken)).toThrow(/has 8 problems/);
});

it.each([undefined, null, 'config', 5, []])('says what %p is not', (config) =>
  expect(problemsOf(config).length).toBeGreaterThan(0),
);

it('fills in every default', () => {
  expect(validateConfig(CONFIG)).toEqual({
    environment: { region: 'eu-west-1', partition: 'aws' },
    lake: { prefix: '', partitionKey: 'date' },
    timeZone: 'UTC',
    replications: [],
    dynamodb: [],
    landing: {},
    exports: { maxConcurrent: 5, ranking: 'longest-first', attempts: 3, keepRawDays: 7 },
    sources: [{ ...SOURCE, trigger: { snapshots: ['automated', 'manual', 'awsbackup'] }, priority: 0 }],
    governance: {
      tags: { confidential: ['sensitive', 'private', 'public'] },
      databaseTags: { confidential: 'private' },
      sharedTag: { confidential: 'public' },
      mode: 'exact',
      administrators: 'append',
      crossAccountVersion: 4,
      databases: {},
    },
    accounts: {},
    notifications: { mail: [] },
  });
});

it("leaves the cross-account version alone where the settings are the account's", () =>
  expect(validateConfig({ ...CONFIG, governance: { administrators: 'leave' } }).governance).toMatchObject({
    administrators: 'leave',
    crossAccountVersion: 'unchanged',
  }));

it('keeps what was written, and survives JSON', () => {
  const written = {
    ...CONFIG,
    lake: { bucketName: 'our-lake', prefix: 'a/b', partitionKey: 'day', expirePartitionsAfterDays: 30 },
    exports: { maxConcurrent: 2, ranking: 'fifo', attempts: 1 },
    accounts: { analytics: '012345678901', analysts: ['arn:aws:iam::012345678901:role/team/analyst'] },
  };
  const settings = validateConfig(written);
  expect(settings).toMatchObject(written);
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

it.each([
  ['eu-west-1', 'aws'],
  ['ap-southeast-7', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
])('%s is in partition %s', (region, partition) =>
  expect(
    validateConfig({ ...withSource({ kind: 'rds-instance' }), environment: { region } }).environment.partition,
  ).toBe(partition),
);

it.each([
  'rate(1 day)',
  'rate(12 hours)',
  'cron(0 2 * * ? *)',
  'cron(15,45 1-5 ? JAN-MAR MON-FRI 2026)',
  'cron(0/30 * L * ? *)',
  'cron(0 2 ? * 6#3 *)',
])('takes the schedule %s', (schedule) => expect(problemsOf(withSource({ trigger: { schedule } }))).toEqual([]));

it('lets a table of a shared database be filtered once it is tagged otherwise', () =>
  expect(
    problemsOf(
      withPolicy({
        tags: { confidential: 'public' },
        filters: { t: { columns: ['id'] } },
        tables: { t: { tags: { confidential: 'private' } } },
      }),
    ),
  ).toEqual([]));
