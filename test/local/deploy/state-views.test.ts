import { Athena } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { LakeFormation } from '@aws-sdk/client-lakeformation';
import { S3 } from '@aws-sdk/client-s3';
import { deployStateViews } from '../../../local/deploy/dynamodb/state-views';
import { type Aws, startAws } from '../../../packages/local-aws';
import { asked } from '../../../packages/local-aws/test/services/athena/asked';
import { jsonFormat } from '../../../packages/local-aws/test/services/table-formats';
import { ANALYTICS, LAKE, NEEDED, sharing } from '../../core/dynamodb/state/sharing';

const HISTORY = 'dynamodb_orders';
const CURRENT = 'dynamodb_orders_current';
const SORT = 'placed_at_4b9d6435';

describe('views of the current state in the analytics account', () => {
  let aws: Aws;
  let glue: Glue;
  let [theirs, glueThere]: [Athena, Glue] = [] as never;
  const row = (event: string, version: number, sequence: string | null, more: object) => ({
    ...{ ddb_event: event, ddb_version: version, ddb_sequence: sequence, ddb_table: 'My-Orders' },
    ...{ ddb_source: sequence === null ? 'FULL_EXPORT' : 'STREAM', [SORT]: '1', ...more },
  });
  const ROWS = [
    row('LOAD', 1, null, { customer: 'a', total: '1.00', card: 'canary' }),
    row('LOAD', 1, null, { customer: 'b', total: '2.00', card: 'canary' }),
    row('MODIFY', 5, '10', { customer: 'a', total: '3.00', city: 'Oslo', card: 'canary' }),
    row('MODIFY', 5, '9', { customer: 'a', total: '4.00', card: 'canary' }),
    row('REMOVE', 6, '11', { customer: 'b' }),
  ];
  const SEEN = [...NEEDED, 'total'];

  beforeAll(async () => {
    aws = await startAws({ services: ['s3', 'glue', 'lakeformation', 'athena'], accountId: LAKE });
    const [config, there] = [aws.clientConfig(LAKE), aws.clientConfig(ANALYTICS)];
    const [s3, lakeFormation] = [new S3(config), new LakeFormation(config)];
    glue = new Glue(config);
    [theirs, glueThere] = [new Athena(there), new Glue(there)];
    await s3.createBucket({ Bucket: 'lake' });
    await s3.putObject({ Bucket: 'lake', Key: 'orders/a', Body: ROWS.map((each) => JSON.stringify(each)).join('\n') });
    await lakeFormation.putDataLakeSettings({ DataLakeSettings: {} });
    await lakeFormation.registerResource({ ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true });
    await glue.createDatabase({ DatabaseInput: { Name: HISTORY, CreateTableDefaultPermissions: [] } });
    const columns = [...NEEDED, 'total', 'city', 'card'];
    const Columns = columns.map((Name) => ({ Name, Type: TYPES[Name] ?? 'string' }));
    const StorageDescriptor = { Location: 's3://lake/orders/', Columns, ...jsonFormat() };
    await glue.createTable({ DatabaseName: HISTORY, TableInput: { Name: 'my_orders', StorageDescriptor } });
    const filter = { TableCatalogId: LAKE, DatabaseName: HISTORY, TableName: 'my_orders', Name: 'lakeferry_columns' };
    const TableData = { ...filter, ColumnNames: [...SEEN, 'city'], RowFilter: { AllRowsWildcard: {} } };
    await lakeFormation.createDataCellsFilter({ TableData });
    await lakeFormation.grantPermissions({
      Principal: { DataLakePrincipalIdentifier: ANALYTICS },
      Resource: { DataCellsFilter: filter },
      Permissions: ['SELECT'],
    });
    const TargetDatabase = { CatalogId: LAKE, DatabaseName: HISTORY };
    await glueThere.createDatabase({ DatabaseInput: { Name: HISTORY, TargetDatabase } });
  });
  afterAll(() => aws.close());

  const TYPES: Readonly<Record<string, string>> = { ddb_version: 'bigint', total: 'decimal(38,2)' };
  const deploy = (columns: readonly string[]) =>
    deployStateViews(sharing({ filters: { my_orders: { columns } } }), glueThere);
  const ask = (sql: string) => asked(theirs, CURRENT, sql);

  it('have the latest row of each key that is not deleted, in the columns of the account, exactly', async () => {
    await deploy(SEEN);
    expect(await ask('SELECT * FROM my_orders')).toEqual({
      columns: ['customer', SORT, 'total', 'ddb_version'],
      rows: [['a', '1', '3.00', '5']],
    });
  });

  it('follow the policy at the next deployment', async () => {
    await deploy([...SEEN, 'city']);
    expect((await ask('SELECT customer, city FROM my_orders')).rows).toEqual([['a', 'Oslo']]);
  });

  it('fail, and show nothing, where a column is no longer given', async () => {
    await deploy([...SEEN, 'card']);
    expect((await ask('SELECT customer FROM my_orders')).reason).toMatch(/card/);
  });
});
