import { defineConfig } from './core/config/validate';

/**
 * The configuration of `npm run demo` and `npm run local`, and an example of most fields. Your own configuration is
 * lakeferry.config.ts. Its account numbers are examples: the local runtime takes them, `npx cdk synth` refuses them.
 */
export default defineConfig({
  // The partition follows from the Region. Without `account`, the one whose credentials deploy.
  // A `name` tells this installation from others in the same account and Region; it is permanent
  // (docs/adr/0008-installations.md).
  environment: { region: 'eu-west-1' },

  lake: {
    // Tables are at <bucket>/lake/<source id>/<database>/<table>/date=YYYY-MM-DD/.
    prefix: 'lake',
    partitionKey: 'date',
    // Leave it out to keep every date.
    expirePartitionsAfterDays: 400,
  },

  // Five exports at once is the service's limit. Lower it when somebody else exports in this account and Region and
  // must never wait. RDS's own files are kept for a week after an export.
  exports: { maxConcurrent: 5, ranking: 'longest-first', keepRawDays: 7 },

  sources: [
    // Without a trigger, every new snapshot is exported: automated, manual, AWS Backup.
    { kind: 'aurora-cluster', id: 'flights-prod', engine: 'postgres', databases: ['flights'] },
    { kind: 'aurora-cluster', id: 'retail-eu', engine: 'postgres', databases: ['shop'], priority: 10 },
    { kind: 'aurora-cluster', id: 'nature-prod', engine: 'postgres', databases: ['weather', 'seismic'] },
    {
      kind: 'aurora-cluster',
      id: 'labour-prod',
      engine: 'postgres',
      databases: ['labour'],
      trigger: { snapshots: ['automated', 'manual'] },
    },
    { kind: 'aurora-cluster', id: 'football-prod', engine: 'postgres', databases: ['football'] },
    { kind: 'aurora-cluster', id: 'markets-prod', engine: 'postgres', databases: ['prices'] },
    { kind: 'aurora-cluster', id: 'museum-prod', engine: 'mysql', databases: ['museum'] },
    { kind: 'rds-instance', id: 'movies-db', engine: 'postgres', databases: ['movies'] },
    { kind: 'rds-instance', id: 'places-db', engine: 'postgres', databases: ['places'] },
    // Straight from a live Aurora cluster, without a snapshot, every night at two:
    //   trigger: { schedule: 'cron(0 2 * * ? *)' }
    // Only a part of a database:
    //   exportOnly: ['shop.sales', 'shop.public.orders']
    // Another name in the catalog, for a table that would share its name with another one:
    //   aliases: { 'shop.public.Orders': 'orders_of_web' }
  ],

  // Who gets a mail when a run fails, and for alarms. AWS first asks each address to confirm.
  notifications: { mail: ['data-team@example.com'] },

  // New files of the lake go on to other accounts and partitions as soon as they are there.
  replications: [
    {
      name: 'lake',
      source: { prefix: 'lake/' },
      outputs: [
        {
          name: 'partner',
          destination: { bucket: 'partner-files', prefix: 'from-us/', account: '333333333333', region: 'eu-west-1' },
          credentials: { mode: 'role', externalId: 'lakeferry-partner' },
          // its readers take CSV
          convert: { parquet: 'csv' },
          // the demo compares both sides once, when the night is over
          backfill: 'off',
        },
        {
          name: 'china',
          destination: { bucket: 'china-files', account: '444444444444', region: 'cn-north-1' },
          credentials: { mode: 'federation' },
          backfill: 'off',
        },
      ],
    },
  ],

  // Every change of these tables of DynamoDB arrives in a landing bucket, and becomes governed partitions.
  dynamodb: [
    {
      name: 'web',
      tables: ['web-orders', 'web-sessions'],
      publish: [
        { table: 'web-orders', keys: ['customer', 'placed_at'], decimals: { total: 'decimal(12,2)' } },
        { table: 'web-sessions', keys: ['id'] },
      ],
    },
  ],

  // Whose analysts read the lake.
  accounts: { analytics: '222222222222' },

  governance: {
    // Databases are private unless they say otherwise; what is shared becomes public. These are the defaults.
    tags: { confidential: ['sensitive', 'private', 'public'] },
    databaseTags: { confidential: 'private' },
    sharedTag: { confidential: 'public' },
    mode: 'exact',

    databases: {
      flights_prod_flights: {
        // Shared whole, by tag. One more table is one more word.
        share: ['flights', 'airports', 'ops_birdstrikes'],
      },
      retail_eu_shop: {
        tags: { confidential: 'sensitive' },
        share: ['orders'],
        // Names, mail addresses, telephone numbers and birth dates stay hidden, and so does every column that is added
        // later. Of the customers themselves only those are seen who agreed to be written to.
        filters: {
          customers: { columns: ['id', 'city', 'state', 'newsletter', 'created_at'], rows: 'newsletter = true' },
        },
      },
      nature_prod_weather: { share: ['daily', 'archive_carbon_dioxide'] },
      museum_prod_museum: { share: ['penguins'] },
      dynamodb_web: {
        // What tells the current state is shared with the columns: keys, version, sequence, event and source. Street,
        // goods and mail address stay hidden.
        filters: {
          web_orders: {
            columns: [
              ...['customer', 'placed_at', 'ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'],
              ...['status', 'total', 'payment__reference', 'address__city', 'paid_by', 'gift'],
            ],
          },
          web_sessions: {
            columns: [
              ...['id', 'ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'],
              ...['device__system', 'expires_at'],
            ],
          },
        },
      },
    },
  },
});
