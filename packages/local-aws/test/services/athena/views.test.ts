import { Athena } from '@aws-sdk/client-athena';
import { Glue } from '@aws-sdk/client-glue';
import { LakeFormation } from '@aws-sdk/client-lakeformation';
import { S3 } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../start-aws';
import { jsonFormat } from '../table-formats';
import { asked } from './asked';

const OWNER = '111111111111';
const ANALYSTS = '222222222222';
const STRING = 'string';

describe('views', () => {
  let aws: Aws;
  let [glue, lakeFormation]: [Glue, LakeFormation] = [] as never;
  let [athena, theirs]: [Athena, Athena] = [] as never;
  const orders = (columns: readonly string[]) => ({
    Name: 'orders',
    StorageDescriptor: {
      Location: 's3://lake/orders/',
      Columns: columns.map((Name) => ({ Name, Type: Name === 'n' ? 'int' : STRING })),
      ...jsonFormat(),
    },
  });
  const ask = (sql: string) => asked(athena, 'shop', sql);
  const make = async (name: string, query: string) => {
    expect(await ask(`CREATE VIEW ${name} AS ${query}`)).toEqual({ columns: [], rows: [] });
  };

  /** The analysts' account sees `id` and `n` of the rows of Oslo, through a link of the same name. */
  beforeAll(async () => {
    aws = await startAws({ services: ['s3', 'glue', 'lakeformation', 'athena'], accountId: OWNER });
    const [config, analysts] = [aws.clientConfig(OWNER), aws.clientConfig(ANALYSTS)];
    [glue, lakeFormation] = [new Glue(config), new LakeFormation(config)];
    [athena, theirs] = [new Athena(config), new Athena(analysts)];
    const s3 = new S3(config);
    await s3.createBucket({ Bucket: 'lake' });
    const rows = [
      { id: 'a', n: 1, city: 'Oslo', card: 'canary-1' },
      { id: 'b', n: 2, city: 'canary-2', card: 'canary-3' },
    ];
    await s3.putObject({ Bucket: 'lake', Key: 'orders/a', Body: rows.map((row) => JSON.stringify(row)).join('\n') });
    await lakeFormation.putDataLakeSettings({ DataLakeSettings: {} });
    await lakeFormation.registerResource({ ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true });
    await glue.createDatabase({ DatabaseInput: { Name: 'shop', CreateTableDefaultPermissions: [] } });
    await glue.createTable({ DatabaseName: 'shop', TableInput: orders(['id', 'n', 'city', 'card']) });
    const address = { TableCatalogId: OWNER, DatabaseName: 'shop', TableName: 'orders', Name: 'few' };
    const RowFilter = { FilterExpression: "city = 'Oslo'" };
    await lakeFormation.createDataCellsFilter({ TableData: { ...address, ColumnNames: ['id', 'n'], RowFilter } });
    await share({ DataCellsFilter: address });
    const glueThere = new Glue(analysts);
    const TargetDatabase = { CatalogId: OWNER, DatabaseName: 'shop' };
    await glueThere.createDatabase({ DatabaseInput: { Name: 'shop', TargetDatabase } });
    await glueThere.createDatabase({ DatabaseInput: { Name: 'reports' } });
  });
  afterAll(() => aws.close());

  const share = (Resource: object) =>
    lakeFormation.grantPermissions({
      Principal: { DataLakePrincipalIdentifier: ANALYSTS },
      Resource,
      Permissions: ['SELECT'],
    });

  it('are kept in the catalog as Athena keeps them', async () => {
    await make('kept', 'SELECT id, n * 1.50 AS due, count(*) AS "times" FROM orders GROUP BY ALL');
    const { Table } = await glue.getTable({ DatabaseName: 'shop', Name: 'kept' });
    expect(Table).toMatchObject({
      TableType: 'VIRTUAL_VIEW',
      ViewExpandedText: '/* Presto View */',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      StorageDescriptor: {
        Columns: [{ Name: 'id', Type: 'string' }, { Name: 'due' }, { Name: 'times', Type: 'bigint' }],
      },
    });
    const [, text = ''] = /^\/\* Presto View: (.*) \*\/$/.exec(Table?.ViewOriginalText ?? '') ?? [];
    expect(JSON.parse(Buffer.from(text, 'base64').toString())).toMatchObject({
      originalSql: 'SELECT id, n * 1.50 AS due, count(*) AS "times" FROM orders GROUP BY ALL',
      catalog: 'awsdatacatalog',
      schema: 'shop',
      columns: [{ name: 'id', type: 'varchar' }, { name: 'due' }, { name: 'times', type: 'bigint' }],
    });
    expect((await ask('SHOW CREATE VIEW kept')).rows?.flat().join('\n')).toMatch(
      /^CREATE VIEW shop\.kept AS\nSELECT id/,
    );
  });

  it('read the rows of now, over other views too, until they are dropped', async () => {
    await make('inner_view', 'SELECT id, n FROM shop.orders');
    await make('outer_view', 'WITH x AS (SELECT * FROM inner_view) SELECT id, n + 1 AS m FROM x');
    expect(await ask('SELECT * FROM outer_view ORDER BY m')).toMatchObject({
      columns: ['id', 'm'],
      rows: [
        ['a', '2'],
        ['b', '3'],
      ],
    });
    expect(await ask('CREATE OR REPLACE VIEW inner_view AS SELECT id, n * 10 AS n FROM orders')).toMatchObject({
      rows: [],
    });
    expect((await ask('SELECT max(m) FROM outer_view')).rows).toEqual([['21']]);
    await ask('DROP VIEW outer_view');
    expect((await ask('SELECT * FROM outer_view')).reason).toMatch(/^TABLE_NOT_FOUND: .*shop\.outer_view/);
  });

  /** As CloudFormation makes one. */
  const declare = (
    client: Glue,
    DatabaseName: string,
    Name: string,
    sql: string,
    columns: readonly string[],
    schema = 'shop',
  ) => {
    const definition = {
      originalSql: sql,
      catalog: 'awsdatacatalog',
      schema,
      columns: columns.map((name) => ({ name, type: 'varchar' })),
    };
    const TableInput = {
      Name,
      TableType: 'VIRTUAL_VIEW',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      StorageDescriptor: { Columns: columns.map((column) => ({ Name: column, Type: STRING })), Location: '' },
      ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
      ViewExpandedText: '/* Presto View */',
    };
    return client.createTable({ DatabaseName, TableInput });
  };

  it('may be made by Glue, and show each reader what it may see of the tables', async () => {
    await declare(glue, 'shop', 'declared', 'SELECT id FROM orders', ['id']);
    await share({ Table: { DatabaseName: 'shop', Name: 'declared' } });
    expect((await ask('SELECT * FROM declared ORDER BY id')).rows).toEqual([['a'], ['b']]);
    expect((await asked(theirs, 'shop', 'SELECT * FROM declared')).rows).toEqual([['a']]);
  });

  it('of the analysts read through the link, and name nothing that is hidden', async () => {
    const there = new Glue(aws.clientConfig(ANALYSTS));
    expect(await asked(theirs, 'reports', 'CREATE VIEW mine AS SELECT id FROM shop.orders')).toEqual({
      columns: [],
      rows: [],
    });
    expect((await asked(theirs, 'reports', 'SELECT * FROM mine')).rows).toEqual([['a']]);
    await declare(there, 'reports', 'cards', 'SELECT id, card FROM shop.orders', ['id', 'card']);
    const reason =
      "INVALID_VIEW: Failed analyzing stored view 'awsdatacatalog.reports.cards': Column 'card' cannot be resolved or requester is not authorized to access requested resources";
    expect(await asked(theirs, 'reports', 'SELECT id FROM cards')).toEqual({ reason });
    await declare(there, 'reports', 'elsewhere', 'SELECT id FROM orders', ['id']);
    expect((await asked(theirs, 'reports', 'SELECT * FROM elsewhere')).rows).toEqual([['a']]);
    expect((await asked(theirs, 'reports', 'CREATE VIEW x AS SELECT card FROM shop.orders')).reason).toMatch(
      /^COLUMN_NOT_FOUND/,
    );
    expect((await asked(theirs, 'shop', 'CREATE VIEW x AS SELECT id FROM orders')).reason).toMatch(
      /^PERMISSION_DENIED: .*resource link/,
    );
  });

  it('reach no file, however their SQL names it', async () => {
    const there = new Glue(aws.clientConfig(ANALYSTS));
    const { directory } = aws.service('athena');
    await declare(there, 'reports', 'thief', `SELECT * FROM read_text('${directory}/*')`, ['a', 'b', 'c', 'd']);
    await declare(there, 'reports', 'breaker', 'SELECT 1 AS a; SELECT 2', ['a']);
    expect((await asked(theirs, 'reports', 'SELECT * FROM thief')).reason).toMatch(
      /^INVALID_VIEW: .*Access to files is not allowed$/,
    );
    expect((await asked(theirs, 'reports', 'SELECT * FROM breaker')).reason).toMatch(
      /^INVALID_VIEW: .*Only one sql statement/,
    );
  });

  it('are stale when their tables have changed, and fail only the queries that read them', async () => {
    await make('all_columns', 'SELECT * FROM orders');
    await make('some_columns', 'SELECT card FROM orders');
    const DatabaseName = 'shop';
    await glue.updateTable({ DatabaseName, TableInput: orders(['id', 'n', 'city']) });
    expect((await ask('SELECT id FROM all_columns')).reason).toBe(
      "VIEW_IS_STALE: View 'awsdatacatalog.shop.all_columns' is stale or in invalid state: stored view column count (4) does not match column count derived from the view query analysis (3)",
    );
    expect((await ask('SELECT * FROM some_columns')).reason).toMatch(/^INVALID_VIEW: .*'card' cannot be resolved/);
    expect((await ask('SELECT id AS some_columns FROM orders WHERE n = 1')).rows).toEqual([['a']]);
    const { StorageDescriptor } = orders(['id', 'n', 'city', 'card']);
    const retyped = StorageDescriptor.Columns.map(({ Name }) => ({ Name, Type: STRING }));
    await glue.updateTable({
      DatabaseName,
      TableInput: { Name: 'orders', StorageDescriptor: { ...StorageDescriptor, Columns: retyped } },
    });
    expect((await ask('SELECT id FROM all_columns')).reason).toMatch(
      /column \[n\] of type varchar projected from query view at position 1 cannot be coerced to column \[n\] of type integer stored/,
    );
    await glue.updateTable({ DatabaseName, TableInput: orders(['id', 'n', 'city', 'card']) });
    expect((await ask('SELECT count(*) FROM all_columns')).rows).toEqual([['2']]);
  });

  it.each([
    ['CREATE VIEW x AS SELECT count(*) FROM orders', /^MISSING_COLUMN_NAME: Column name not specified at position 1/],
    ['CREATE VIEW x AS SELECT id, n AS id FROM orders', /^DUPLICATE_COLUMN_NAME: .*'id'/],
    ['CREATE VIEW x AS SELECT [1] AS list', /^NOT_SUPPORTED: .*nested types: list/],
    ['CREATE VIEW x AS SELECT * FROM missing', /^TABLE_NOT_FOUND: .*shop\.missing/],
    ['CREATE VIEW x AS SELECT * FROM x', /^VIEW_IS_RECURSIVE/],
    ['CREATE VIEW nowhere.x AS SELECT id FROM orders', /^SCHEMA_NOT_FOUND: .*nowhere/],
    ['CREATE OR REPLACE VIEW orders AS SELECT 1 AS one', /^TABLE_ALREADY_EXISTS: .*shop\.orders/],
    ['CREATE VIEW x AS DELETE FROM orders', /^(SYNTAX_ERROR|GENERIC_USER_ERROR)/],
    ['CREATE PROTECTED MULTI DIALECT VIEW x SECURITY DEFINER AS SELECT id FROM orders', /^NOT_SUPPORTED/],
    ['DROP VIEW orders', /^GENERIC_USER_ERROR: .*is a table, not a view/],
    ['SHOW VIEWS IN nowhere', /^SCHEMA_NOT_FOUND: .*nowhere/],
    ['DROP VIEW missing', /^TABLE_NOT_FOUND: View 'awsdatacatalog\.shop\.missing' does not exist/],
  ])('are refused for %s', async (sql, reason) => {
    expect((await ask(sql)).reason).toMatch(reason);
  });

  it('are listed', async () => {
    const [first = []] = (await ask('SHOW VIEWS IN shop')).rows ?? [];
    expect(first).toEqual(['all_columns']);
    expect((await asked(theirs, 'shop', 'SHOW VIEWS')).rows).toEqual([['declared']]);
  });

  it('are there once', async () => {
    await make('once', 'SELECT 1 AS one');
    expect((await ask('CREATE VIEW once AS SELECT 2 AS two')).reason).toMatch(/^ALREADY_EXISTS: View already exists/);
    expect(await ask('DROP VIEW IF EXISTS missing')).toEqual({ columns: [], rows: [] });
  });
});
