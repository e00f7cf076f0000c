import { Athena } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { validateConfig } from '../../../core/config/validate';
import { LOCAL_ACCOUNT, type Runtime } from '../../../local/runtime';
import { asked } from '../../../packages/local-aws/test/services/athena/asked';
import { parquetFile } from '../../../packages/local-aws/test/services/parquet-file';
import { startWithoutDatabases } from '../world/no-databases';

const ANALYSTS = '222222222222';
const AUDITORS = '333333333333';
const STRANGER = `arn:aws:iam::${LOCAL_ACCOUNT}:role/stranger`;
const NEEDED = ['ddb_version', 'ddb_sequence', 'ddb_event', 'ddb_source'];
const HISTORY = 'dynamodb_web';
const LANDING = 'dynamodb_web_landing';
const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  accounts: { analytics: ANALYSTS },
  dynamodb: [{ name: 'web', tables: ['carts'], publish: [{ table: 'carts', keys: ['customer'] }] }],
  governance: {
    databases: {
      [HISTORY]: { filters: { carts: { columns: [...NEEDED, 'customer', 'total'] } } },
      [LANDING]: {
        filters: { changes: { columns: ['customer', 'total'] } },
        namedFilters: { changes: { audit: { columns: ['customer', 'ddb_event'], principals: [AUDITORS] } } },
      },
    },
  },
});
const ROW = { ddb_table: 'carts', ddb_event: 'INSERT', ddb_version: 5, ddb_ttl: false, customer: 'a', total: '1' };

describe('databases that no crawler fills', () => {
  let runtime: Runtime;
  let glue: Glue;
  const seenBy = async (account: string, database: string, table: string) =>
    (await asked(new Athena(runtime.clientConfig(account)), database, `SELECT * FROM ${table}`)).columns;

  beforeAll(async () => {
    runtime = await startWithoutDatabases(settings);
    const { landingBucket, lakeBucket } = runtime.resources;
    const s3 = new S3(runtime.clientConfig());
    glue = new Glue(runtime.clientConfig());
    const landed = `dynamodb/web/date=2026-11-19/a.json`;
    await s3.putObject({ Bucket: landingBucket, Key: landed, Body: JSON.stringify({ ...ROW, card: '4242' }) });
    const folder = 'dynamodb/web/carts/';
    const Body = await parquetFile(
      "SELECT 5::BIGINT AS ddb_version, '1' AS ddb_sequence, 'INSERT' AS ddb_event, 'STREAM' AS ddb_source, 'a' AS customer, '1' AS total, '4242' AS card",
    );
    await s3.putObject({ Bucket: lakeBucket, Key: `${folder}date=2026-11-19/r/part-0.parquet`, Body });
    await register(`s3://${lakeBucket}/${folder}`);
    const TargetDatabase = { CatalogId: LOCAL_ACCOUNT, DatabaseName: LANDING };
    await new Glue(runtime.clientConfig(AUDITORS)).createDatabase({ DatabaseInput: { Name: LANDING, TargetDatabase } });
    for (const database of [HISTORY, LANDING]) await govern(database);
  });
  afterAll(() => runtime.close());

  /** As commit-publication makes a table. */
  async function register(Location: string): Promise<void> {
    const Columns = [...NEEDED, 'customer', 'total', 'card'].map((Name) => ({
      ...{ Name, Type: Name === 'ddb_version' ? 'bigint' : 'string' },
    }));
    const parquet = {
      InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
    };
    const PartitionKeys = [{ Name: 'date', Type: 'string' }];
    const TableInput = { Name: 'carts', PartitionKeys, StorageDescriptor: { Location, Columns, ...parquet } };
    await glue.createTable({ DatabaseName: HISTORY, TableInput });
    const StorageDescriptor = { Location: `${Location}date=2026-11-19/r/`, Columns, ...parquet };
    await glue.createPartition({
      ...{ DatabaseName: HISTORY, TableName: 'carts' },
      PartitionInput: { Values: ['2026-11-19'], StorageDescriptor },
    });
  }

  async function govern(glueDatabase: string): Promise<{ readonly findings?: readonly string[] }> {
    const sfn = new SFN(runtime.clientConfig());
    const stateMachineArn = runtime.resources.machines['catalog-tables'];
    const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify({ glueDatabase }) });
    for (;;) {
      const { status, error, cause, output = '' } = await sfn.describeExecution({ executionArn });
      if (status === 'RUNNING') continue;
      expect([status, error, cause]).toEqual(['SUCCEEDED', undefined, undefined]);
      return JSON.parse(output);
    }
  }

  it('show of the history what the policy lists, and hide a column that nobody classified', async () => {
    expect(await seenBy(ANALYSTS, HISTORY, 'carts')).toEqual([...NEEDED, 'customer', 'total', 'date']);
    expect(await asked(new Athena(runtime.clientConfig(ANALYSTS)), HISTORY, 'SELECT * FROM carts')).toMatchObject({
      rows: [['5', '1', 'INSERT', 'STREAM', 'a', '1', '2026-11-19']],
    });
  });

  it('show each principal its own columns of rows as they arrive', async () => {
    expect((await seenBy(ANALYSTS, LANDING, 'changes'))?.toSorted()).toEqual(['customer', 'date', 'total']);
    expect((await seenBy(AUDITORS, LANDING, 'changes'))?.toSorted()).toEqual(['customer', 'date', 'ddb_event']);
    const ask = (sql: string) => asked(new Athena(runtime.clientConfig(AUDITORS)), LANDING, sql);
    expect((await ask("SELECT ddb_event FROM changes WHERE date = '2026-11-19'")).rows).toEqual([['INSERT']]);
    expect((await ask('SELECT total FROM changes')).reason).toMatch(/total/);
  });

  it('have no crawler, and a marker that says who fills them', async () => {
    const { Crawlers = [] } = await glue.getCrawlers({});
    expect(Crawlers).toEqual([]);
    const { Database } = await glue.getDatabase({ Name: HISTORY });
    expect(Database?.Parameters).toMatchObject({ 'lakeferry:registrar-role': runtime.resources.roles.registrar });
  });

  it('have no ways of others to their files, until somebody opens the landing bucket', async () => {
    expect(await govern(LANDING)).toMatchObject({ outcome: 'GOVERNED', changes: 0 });
    expect((await govern(LANDING)).findings).toBeUndefined();
    const s3 = new S3(runtime.clientConfig());
    const Bucket = runtime.resources.landingBucket;
    const { Policy = '' } = await s3.getBucketPolicy({ Bucket });
    await s3.putBucketPolicy({ Bucket, Policy: Policy.replace(/"arn:[^"]*landing-location"/, `"${STRANGER}"`) });
    expect((await govern(LANDING)).findings).toEqual([
      `bucket policy of ${Bucket} spares ${STRANGER}, which may read files`,
    ]);
    await s3.putBucketPolicy({ Bucket, Policy });
  });
});
