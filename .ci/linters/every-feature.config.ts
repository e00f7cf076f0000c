import { partitionOf } from '../../core/config/region';
import { defineConfig } from '../../core/config/validate';

/** Every optional field of the configuration, in the partition of LINTED_REGION: what the linters read. */
const region = process.env.LINTED_REGION ?? 'eu-west-1';
const role = (account: string, name: string): string => `arn:${partitionOf(region)}:iam::${account}:role/${name}`;
const key = (name: string): string => `arn:${partitionOf(region)}:kms:${region}:510987654321:key/${name}`;
const UNIT = `arn:${partitionOf(region)}:organizations::410987654321:ou/o-a1b2c3d4e5/ou-a1b2-c3d4e5f6`;
const ANALYTICS = '210987654321';
const FINANCE = '310987654321';
const PARTNER = '710987654321';
/** A Region of another partition. */
const abroad = partitionOf(region) === 'aws' ? 'cn-north-1' : 'eu-central-1';
/** Another Region of the same partition. */
const NEARBY = { aws: 'eu-central-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-east-1' };
const nearby = NEARBY[partitionOf(region)];
const partnersKey = `arn:${partitionOf(region)}:kms:${region}:${PARTNER}:key/partner`;
const destination = (bucket: string, at: string) => ({ bucket, account: PARTNER, region: at });
/** RDS exports no Aurora cluster in GovCloud: instances stand in for them. */
const isGov = partitionOf(region) === 'aws-us-gov';
const kind = isGov ? 'rds-instance' : 'aurora-cluster';

export default defineConfig({
  environment: { region, name: 'every', beside: ['default'] },
  lake: {
    bucketName: 'lake',
    prefix: 'lake',
    partitionKey: 'date',
    expirePartitionsAfterDays: 400,
    catalogKeyArn: key('catalog'),
  },
  exports: { maxConcurrent: 4, ranking: 'priority', attempts: 2, keepRawDays: 3 },
  sources: [
    { kind, id: 'shop', engine: 'postgres', databases: ['shop', 'crm'], priority: 1 },
    {
      kind,
      id: 'news',
      engine: 'mysql',
      databases: ['news'],
      trigger: isGov ? undefined : { schedule: 'cron(0 2 * * ? *)' },
      exportOnly: ['news.article'],
    },
    {
      kind: 'rds-instance',
      id: 'films',
      engine: 'postgres',
      databases: ['films'],
      keyArn: key('films'),
      trigger: { snapshots: ['automated', 'manual', 'awsbackup'] },
    },
  ],
  notifications: { mail: ['lake@acme.dev'] },
  replications: [
    {
      name: 'lake-files',
      source: { prefix: 'lake/' },
      outputs: [
        {
          name: 'partner',
          destination: { ...destination('partner-in', region), prefix: 'from-us/', keyArn: partnersKey },
          credentials: { mode: 'role', externalId: 'agreed-with-partner' },
          copy: 'server-side',
          consistency: 'pinned',
          deletes: 'deleted-and-expired',
          ignore: ['*/_temporary/*'],
          convert: { parquet: 'csv', lineEnds: 'crlf' },
          network: 'isolated',
          backfill: 'rate(1 hour)',
          storageClasses: { STANDARD_IA: 'STANDARD' },
          maxConcurrency: 20,
          maxLagMinutes: 30,
        },
        {
          name: 'abroad',
          destination: destination('abroad-in', abroad),
          credentials: { mode: 'federation', issuer: 'https://abc.tokens.sts.global.api.aws' },
        },
      ],
    },
    {
      name: 'own-files',
      source: { bucket: 'own-files', events: 'eventbridge', keyArn: key('own-files') },
      outputs: [
        {
          name: 'abroad-keys',
          destination: destination('abroad-by-keys', abroad),
          credentials: { mode: 'keys' },
          backfill: 'off',
        },
      ],
    },
    {
      name: 'notified',
      source: { bucket: 'notified-files', events: 'notifications' },
      outputs: [
        {
          name: 'notified',
          destination: destination('notified-in', region),
          credentials: { mode: 'role', externalId: 'agreed' },
        },
      ],
    },
  ],
  dynamodb: [
    { name: 'orders', tables: ['orders', 'customers'], stream: { shards: 2, retentionDays: 14 }, oldImage: true },
    {
      name: 'clicks',
      tables: ['clicks'],
      to: { account: PARTNER, bucket: 'partners-landing', keyArn: partnersKey },
      delivery: { by: 'change', seconds: 300, mebibytes: 128 },
      network: 'none',
      maxDelayMinutes: 60,
    },
    { name: 'partners', from: { account: PARTNER, roleName: 'partners-delivery' } },
  ],
  landing: {
    expireAfterDays: 400,
    readers: [role('510987654321', 'reader')],
    replicateTo: {
      bucket: 'copies',
      region: nearby,
      keyArn: `arn:${partitionOf(region)}:kms:${nearby}:${PARTNER}:key/copies`,
      account: PARTNER,
    },
  },
  accounts: { analytics: ANALYTICS, analysts: [role(ANALYTICS, 'analyst')] },
  governance: {
    tags: { confidential: ['sensitive', 'private', 'public'], team: ['sales', 'everyone'] },
    databaseTags: { confidential: 'private', team: 'sales' },
    sharedTag: { confidential: 'public' },
    mode: 'exact',
    readBy: ['athena', 'glue-etl'],
    crossAccountVersion: 4,
    catalogPolicy: 'extend',
    databases: {
      shop_shop: {
        tags: { confidential: 'sensitive' },
        share: ['orders'],
        filters: { customers: { columns: ['id', 'city'], rows: 'newsletter = true' } },
        namedFilters: {
          customers: {
            finance: { columns: ['id', 'vat_id'], principals: [FINANCE, role(FINANCE, 'finance'), UNIT] },
          },
        },
        tables: {
          orders: {
            tags: { team: 'everyone' },
            columns: { total: { tags: { team: 'sales' }, type: 'decimal(12,2)' } },
          },
        },
      },
      news_news: { share: ['article'] },
    },
  },
});
