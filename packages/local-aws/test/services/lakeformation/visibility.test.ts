import { parquetFile } from '../parquet-file';
import { CONSUMER, caller, callerOf, elapse, PRODUCER } from '../runtime';
import {
  ANALYST,
  CONSUMER_ROOT,
  columns,
  filterData,
  governedShop,
  principal,
  tableInput,
  tableResource,
} from './world';

type World = Awaited<ReturnType<typeof governedShop>>;
const LOCAL = `arn:aws:iam::${PRODUCER}:role/reader`;
const filter = (Name: string) => ({
  DataCellsFilter: { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name },
});
const policy = (...values: string[]) => ({
  LFTagPolicy: { CatalogId: PRODUCER, ResourceType: 'TABLE', Expression: [{ TagKey: 'sens', TagValues: values }] },
});
const grant = (w: World, to: string, Resource: object, Permissions = ['SELECT'], more: object = {}) =>
  w.lf('GrantPermissions', { Principal: principal(to), Resource, Permissions, ...more });
const tag = (w: World, Resource: object, value: string) =>
  w.lf('AddLFTagsToResource', { Resource, LFTags: [{ TagKey: 'sens', TagValues: [value] }] });
const columnsSeen = async (w: World, who = LOCAL) => (await w.see(who))?.columns;

async function tagged(): Promise<World> {
  const w = await governedShop();
  await w.lf('CreateLFTag', { TagKey: 'sens', TagValues: ['public', 'private', 'secret'] });
  await tag(w, { Database: { Name: 'shop' } }, 'public');
  await tag(w, tableResource, 'private');
  await tag(w, columns('card'), 'secret');
  return w;
}

test.each([
  [['private'], ['id', 'city']],
  [['public'], undefined],
  [
    ['private', 'secret'],
    ['id', 'city', 'card'],
  ],
  [['secret'], ['card']],
])('a grant by tag %j shows %j', async (values, expected) => {
  const w = await tagged();
  await grant(w, LOCAL, policy(...values));
  expect(await columnsSeen(w)).toEqual(expected);
});

test('named grants, column lists, filters and tags are united', async () => {
  const w = await tagged();
  expect(await columnsSeen(w)).toBeUndefined();
  await grant(w, LOCAL, columns('id'));
  expect(await columnsSeen(w)).toEqual(['id']);
  await w.lf('CreateDataCellsFilter', { TableData: filterData({ ColumnNames: ['city'] }) });
  await grant(w, LOCAL, filter('no_card'));
  expect(await columnsSeen(w)).toEqual(['id', 'city']);
  await grant(w, LOCAL, policy('secret'));
  expect(await columnsSeen(w)).toEqual(['id', 'city', 'card']);
});

test('a filter hides columns and rows; all rows beside a predicate prevails', async () => {
  const w = await governedShop();
  const RowFilter = { FilterExpression: "city='Oslo'" };
  await w.lf('CreateDataCellsFilter', { TableData: filterData({ RowFilter }) });
  await grant(w, LOCAL, filter('no_card'));
  expect(await w.see(LOCAL)).toEqual({ columns: ['id', 'city'], rowFilter: "city='Oslo'" });
  await w.lf('CreateDataCellsFilter', { TableData: filterData({ Name: 'ids', ColumnNames: ['id'] }) });
  await grant(w, LOCAL, filter('ids'));
  expect(await w.see(LOCAL)).toEqual({ columns: ['id', 'city'] });
});

test('two predicates over different columns: rows of either, cells of their own', async () => {
  const w = await governedShop();
  const data = (Name: string, ColumnNames: string[], FilterExpression: string) =>
    filterData({ Name, ColumnNames, RowFilter: { FilterExpression } });
  await w.lf('CreateDataCellsFilter', { TableData: data('a', ['id', 'city'], "city='Oslo'") });
  await w.lf('CreateDataCellsFilter', { TableData: data('b', ['id'], "city='Rome'") });
  await grant(w, LOCAL, filter('a'));
  await grant(w, LOCAL, filter('b'));
  expect(await w.see(LOCAL)).toEqual({
    columns: ['id', 'city'],
    rowFilter: "(city='Oslo') OR (city='Rome')",
    cellFilters: { city: "city='Oslo'" },
  });
});

test('the right to write defeats a column list', async () => {
  const w = await governedShop();
  await grant(w, LOCAL, columns('id'));
  await grant(w, LOCAL, tableResource, ['INSERT']);
  expect(await columnsSeen(w)).toEqual(['id', 'city', 'card']);
});

test.each([
  ['default permissions are open', async () => governedShop({ open: true })],
  [
    'the location is not registered',
    async () => {
      const w = await governedShop();
      await w.lf('DeregisterResource', { ResourceArn: 'arn:aws:s3:::lake' });
      return w;
    },
  ],
])('nothing is restricted when %s', async (_name, build) => {
  const w = await build();
  expect(await columnsSeen(w)).toEqual(['id', 'city', 'card']);
  expect(await w.see(ANALYST)).toBeUndefined();
});

test('in hybrid mode only those who opted in are restricted', async () => {
  const w = await governedShop();
  await w.lf('DeregisterResource', { ResourceArn: 'arn:aws:s3:::lake' });
  await w.lf('RegisterResource', {
    ResourceArn: 'arn:aws:s3:::lake',
    UseServiceLinkedRole: true,
    HybridAccessEnabled: true,
  });
  expect(await columnsSeen(w)).toHaveLength(3);
  await w.lf('CreateLakeFormationOptIn', { Principal: principal(LOCAL), Resource: tableResource });
  expect(await columnsSeen(w)).toBeUndefined();
});

test('a session of a role sees what the role sees', async () => {
  const w = await governedShop();
  await grant(w, LOCAL, columns('id'));
  expect(await columnsSeen(w, `arn:aws:sts::${PRODUCER}:assumed-role/reader/session`)).toEqual(['id']);
  expect(await columnsSeen(w, `arn:aws:sts::${PRODUCER}:assumed-role/other/session`)).toBeUndefined();
});

describe('another account', () => {
  const share = async (w: World) => {
    await w.lf('CreateDataCellsFilter', { TableData: filterData() });
    await grant(w, CONSUMER, filter('no_card'), ['SELECT'], { PermissionsWithGrantOption: ['SELECT'] });
  };

  test('what is granted to the account is its own; its principals need a grant of their own', async () => {
    const w = await governedShop();
    await share(w);
    expect(await columnsSeen(w, CONSUMER_ROOT)).toEqual(['id', 'city']);
    expect(await columnsSeen(w, CONSUMER)).toEqual(['id', 'city']);
    expect(await columnsSeen(w, ANALYST)).toBeUndefined();
  });

  test('re-granted principals see at most the columns of the account', async () => {
    const w = await governedShop();
    await share(w);
    const consumer = caller(w.lakeFormation.service, callerOf(CONSUMER, 'admin'));
    const whole = { Table: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders' } };
    await consumer('GrantPermissions', { Principal: principal(ANALYST), Resource: whole, Permissions: ['SELECT'] });
    expect(await columnsSeen(w, ANALYST)).toEqual(['id', 'city']);
  });

  test('what was not shared with the grant option cannot be given on', async () => {
    const w = await governedShop();
    const consumer = caller(w.lakeFormation.service, callerOf(CONSUMER, 'admin'));
    const whole = { Table: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders' } };
    await expect(
      consumer('GrantPermissions', { Principal: principal(ANALYST), Resource: whole, Permissions: ['SELECT'] }),
    ).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test('a direct grant to a role of the account counts as it is', async () => {
    const w = await governedShop();
    await grant(w, ANALYST, columns('id'));
    expect(await columnsSeen(w, ANALYST)).toEqual(['id']);
    expect(await columnsSeen(w, CONSUMER_ROOT)).toBeUndefined();
  });

  test('Glue shows it just the shared tables and columns, through a resource link too', async () => {
    const w = await governedShop();
    await w.catalog('CreateTable', { DatabaseName: 'shop', TableInput: tableInput('secrets') });
    await share(w);
    const root = { ...callerOf(CONSUMER), principalArn: CONSUMER_ROOT };
    const glue = caller(w.glue.service, root);
    const names = (table: { StorageDescriptor: { Columns: { Name: string }[] } }) =>
      table.StorageDescriptor.Columns.map((c) => c.Name);
    const { TableList } = await glue('GetTables', { CatalogId: PRODUCER, DatabaseName: 'shop' });
    expect(TableList.map((t: { Name: string }) => t.Name)).toEqual(['orders']);
    expect(names(TableList[0])).toEqual(['id', 'city']);
    expect((await glue('GetDatabases', { CatalogId: PRODUCER })).DatabaseList).toHaveLength(1);
    const TargetDatabase = { CatalogId: PRODUCER, DatabaseName: 'shop', Region: 'eu-west-1' };
    await glue('CreateDatabase', { DatabaseInput: { Name: 'shop_link', TargetDatabase } });
    const { Table } = await glue('GetTable', { DatabaseName: 'shop_link', Name: 'orders' });
    expect(names(Table)).toEqual(['id', 'city']);
    await expect(glue('GetTable', { DatabaseName: 'shop_link', Name: 'secrets' })).rejects.toMatchObject({
      code: 'EntityNotFoundException',
    });
  });
});

describe('ways around what is hidden', () => {
  const DENIED = { code: 'AccessDeniedException' };
  async function attacker() {
    const w = await governedShop();
    await w.catalog('CreateTable', { DatabaseName: 'shop', TableInput: tableInput('secrets') });
    await w.catalog('CreatePartition', {
      DatabaseName: 'shop',
      TableName: 'orders',
      PartitionInput: { Values: ['d1'], StorageDescriptor: tableInput('orders').StorageDescriptor },
    });
    await w.lf('CreateLFTag', { TagKey: 'sens', TagValues: ['public'] });
    await w.lf('CreateDataCellsFilter', { TableData: filterData() });
    await grant(w, CONSUMER, filter('no_card'), ['SELECT'], { PermissionsWithGrantOption: ['SELECT'] });
    const root = { ...callerOf(CONSUMER), principalArn: CONSUMER_ROOT };
    return { ...w, lf: caller(w.lakeFormation.service, root), glue: caller(w.glue.service, root) };
  }

  test('partitions show the visible columns only', async () => {
    const { glue } = await attacker();
    const at = { CatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders' };
    const { Partitions } = await glue('GetPartitions', at);
    const { Partition } = await glue('GetPartition', { ...at, PartitionValues: ['d1'] });
    const { Partitions: batch } = await glue('BatchGetPartition', { ...at, PartitionsToGet: [{ Values: ['d1'] }] });
    for (const p of [...Partitions, Partition, ...batch]) expect(JSON.stringify(p)).not.toContain('card');
  });

  test.each<[string, object]>([
    ['UpdateDataCellsFilter', { TableData: filterData({ ColumnNames: ['card'] }) }],
    ['CreateDataCellsFilter', { TableData: filterData({ Name: 'all', ColumnNames: ['card'] }) }],
    ['GetDataCellsFilter', { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: 'no_card' }],
    ['ListDataCellsFilter', { Table: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders' } }],
    ['DeleteDataCellsFilter', { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: 'no_card' }],
    [
      'AddLFTagsToResource',
      { CatalogId: PRODUCER, Resource: tableResource, LFTags: [{ TagKey: 'sens', TagValues: ['public'] }] },
    ],
    ['GetResourceLFTags', { CatalogId: PRODUCER, Resource: tableResource }],
    ['SearchTablesByLFTags', { CatalogId: PRODUCER, Expression: [{ TagKey: 'sens', TagValues: ['public'] }] }],
    ['UpdateLFTag', { CatalogId: PRODUCER, TagKey: 'sens', TagValuesToAdd: ['x'] }],
    ['DeleteLFTag', { CatalogId: PRODUCER, TagKey: 'sens' }],
    ['PutDataLakeSettings', { CatalogId: PRODUCER, DataLakeSettings: { DataLakeAdmins: [principal(CONSUMER_ROOT)] } }],
    [
      'GrantPermissions',
      { CatalogId: PRODUCER, Principal: principal(CONSUMER), Resource: tableResource, Permissions: ['ALL'] },
    ],
    [
      'GrantPermissions',
      {
        Principal: principal(CONSUMER),
        Resource: { Table: { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'secrets' } },
        Permissions: ['DESCRIBE'],
      },
    ],
  ])('%s on the other account is denied', async (operation, input) => {
    const w = await attacker();
    await expect(w.lf(operation, input)).rejects.toMatchObject(DENIED);
    expect(await columnsSeen(w as unknown as World, CONSUMER_ROOT)).toEqual(['id', 'city']);
  });

  test('a location of the other account cannot be deregistered', async () => {
    const { lf } = await attacker();
    await expect(lf('DeregisterResource', { ResourceArn: 'arn:aws:s3:::lake' })).rejects.toMatchObject({
      code: 'EntityNotFoundException',
    });
    expect((await lf('ListResources')).ResourceInfoList).toEqual([]);
  });

  test('a table, partition or crawler of one’s own over the same files is denied', async () => {
    const { glue, clock } = await attacker();
    const own = { DatabaseName: 'mine', TableInput: tableInput('secrets') };
    await glue('CreateDatabase', { DatabaseInput: { Name: 'mine' } });
    await expect(glue('CreateTable', own)).rejects.toMatchObject(DENIED);
    const elsewhere = { ...tableInput('t'), StorageDescriptor: { Location: 's3://mine/t/' } };
    await glue('CreateTable', { DatabaseName: 'mine', TableInput: elsewhere });
    await expect(
      glue('UpdateTable', { DatabaseName: 'mine', TableInput: { ...tableInput('secrets'), Name: 't' } }),
    ).rejects.toMatchObject(DENIED);
    const { StorageDescriptor } = tableInput('secrets');
    const partition = { DatabaseName: 'mine', TableName: 't', PartitionInput: { Values: ['d'], StorageDescriptor } };
    await expect(glue('CreatePartition', partition)).rejects.toMatchObject(DENIED);
    const { Errors } = await glue('BatchCreatePartition', {
      ...partition,
      PartitionInputList: [partition.PartitionInput],
    });
    expect(Errors).toEqual([
      expect.objectContaining({ ErrorDetail: expect.objectContaining({ ErrorCode: DENIED.code }) }),
    ]);
    const Targets = { S3Targets: [{ Path: 's3://lake/shop/' }] };
    await glue('CreateCrawler', { Name: 'mine', Role: 'r', DatabaseName: 'mine', Targets });
    await glue('StartCrawler', { Name: 'mine' });
    await elapse(clock, 100_000);
    const { Crawler } = await glue('GetCrawler', { Name: 'mine' });
    expect(Crawler.LastCrawl).toMatchObject({
      Status: 'FAILED',
      ErrorMessage: 'Insufficient Lake Formation permission(s) on s3://lake/shop/',
    });
  });
});

test('a table made again starts without the tags, filters and grants of its predecessor', async () => {
  const w = await tagged();
  await grant(w, LOCAL, columns('id'));
  await w.lf('CreateDataCellsFilter', { TableData: filterData() });
  await w.catalog('DeleteTable', { DatabaseName: 'shop', Name: 'orders' });
  await w.catalog('CreateTable', { DatabaseName: 'shop', TableInput: tableInput('orders') });
  expect(await columnsSeen(w)).toBeUndefined();
  expect(
    (await w.lf('ListDataCellsFilter', { Table: { DatabaseName: 'shop', Name: 'orders' } })).DataCellsFilters,
  ).toEqual([]);
  expect(
    (await w.lf('GetResourceLFTags', { Resource: tableResource, ShowAssignedLFTags: true })).LFTagsOnTable,
  ).toEqual([]);
});

describe('a crawler of a registered location', () => {
  const ROLE = `arn:aws:iam::${PRODUCER}:role/crawls`;
  const location = (path: string) => ({ DataLocation: { ResourceArn: `arn:aws:s3:::${path}` } });

  async function crawl(prepare: (w: World) => Promise<unknown>): Promise<object> {
    const w = await governedShop();
    await prepare(w);
    const Targets = { S3Targets: [{ Path: 's3://lake/shop/' }] };
    await w.catalog('CreateCrawler', { Name: 'shop', Role: ROLE, DatabaseName: 'shop', Targets });
    await w.catalog('StartCrawler', { Name: 'shop' });
    await elapse(w.clock, 100_000);
    return (await w.catalog('GetCrawler', { Name: 'shop' })).Crawler.LastCrawl;
  }

  test.each<[string, (w: World) => Promise<unknown>]>([
    ['nothing', async () => {}],
    ['DATA_LOCATION_ACCESS for another role', (w) => grant(w, LOCAL, location('lake'), ['DATA_LOCATION_ACCESS'])],
  ])('fails when its role holds %s', async (_what, prepare) =>
    expect(await crawl(prepare)).toMatchObject({
      Status: 'FAILED',
      ErrorMessage: 'Insufficient Lake Formation permission(s) on s3://lake/shop/',
    }),
  );

  test.each<[string, (w: World) => Promise<unknown>]>([
    ['holds DATA_LOCATION_ACCESS', (w) => grant(w, ROLE, location('lake'), ['DATA_LOCATION_ACCESS'])],
    [
      'is an administrator',
      (w) => w.lf('PutDataLakeSettings', { DataLakeSettings: { DataLakeAdmins: [principal(ROLE)] } }),
    ],
  ])('succeeds when its role %s', async (_what, prepare) =>
    expect(await crawl(prepare)).toMatchObject({ Status: 'SUCCEEDED' }),
  );
});

describe('a crawler makes tables in a database', () => {
  const ROLE = `arn:aws:iam::${PRODUCER}:role/crawls`;
  const database = { Database: { Name: 'shop' } };

  async function crawl(prepare: (w: World) => Promise<unknown>): Promise<object> {
    const w = await governedShop();
    await grant(w, ROLE, { DataLocation: { ResourceArn: 'arn:aws:s3:::lake' } }, ['DATA_LOCATION_ACCESS']);
    await prepare(w);
    const file = await parquetFile('SELECT 1 AS id');
    await w.objects.put('lake', 'shop/items/date=2026-01-15/a.parquet', file);
    const Targets = { S3Targets: [{ Path: 's3://lake/shop/' }] };
    await w.catalog('CreateCrawler', { Name: 'shop', Role: ROLE, DatabaseName: 'shop', Targets });
    await w.catalog('StartCrawler', { Name: 'shop' });
    await elapse(w.clock, 100_000);
    return (await w.catalog('GetCrawler', { Name: 'shop' })).Crawler.LastCrawl;
  }

  test.each<[string, (w: World) => Promise<unknown>]>([
    ['without a right there', async () => {}],
    ['with DESCRIBE there alone', (w) => grant(w, ROLE, database, ['DESCRIBE'])],
  ])('not %s', async (_what, prepare) =>
    expect(await crawl(prepare)).toMatchObject({
      Status: 'FAILED',
      ErrorMessage: 'Insufficient Lake Formation permission(s): Required Create Table on shop',
    }),
  );

  test('with CREATE_TABLE there', async () =>
    expect(await crawl((w) => grant(w, ROLE, database, ['CREATE_TABLE']))).toMatchObject({ Status: 'SUCCEEDED' }));
});

const NAMED = { LFTagPolicy: { CatalogId: PRODUCER, ResourceType: 'TABLE', ExpressionName: 'open' } };
const expressionOf = (value: string) => ({ Name: 'open', Expression: [{ TagKey: 'sens', TagValues: [value] }] });

test('a grant on a named expression shows what the expression says at the moment', async () => {
  const w = await tagged();
  await expect(grant(w, LOCAL, NAMED)).rejects.toThrow('LF-Tag expression open not found');
  await w.lf('CreateLFTagExpression', expressionOf('secret'));
  await grant(w, LOCAL, NAMED);
  expect(await columnsSeen(w)).toEqual(['card']);
  await w.lf('UpdateLFTagExpression', expressionOf('private'));
  expect(await columnsSeen(w)).toEqual(['id', 'city']);
  const listed = await w.lf('ListPermissions', { ResourceType: 'LF_TAG_POLICY_TABLE' });
  expect(listed.PrincipalResourcePermissions).toMatchObject([{ Resource: NAMED }]);
  await w.lf('DeleteLFTagExpression', { Name: 'open' });
  expect(await columnsSeen(w)).toBeUndefined();
});

test('SELECT on all tables is read back as SELECT on all columns of ALL_TABLES', async () => {
  const w = await governedShop();
  const all = { Table: { DatabaseName: 'shop', TableWildcard: {} } };
  await grant(w, LOCAL, all, ['SELECT', 'ALTER']);
  const { PrincipalResourcePermissions } = await w.lf('ListPermissions', { Resource: all });
  const shop = { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'ALL_TABLES' };
  expect(PrincipalResourcePermissions).toMatchObject([
    { Resource: { Table: { ...shop, TableWildcard: {} } }, Permissions: ['ALTER'] },
    { Resource: { TableWithColumns: { ...shop, ColumnWildcard: {} } }, Permissions: ['SELECT'] },
  ]);
  expect(await columnsSeen(w)).toEqual(['id', 'city', 'card']);
  await w.lf('RevokePermissions', { Principal: principal(LOCAL), Resource: all, Permissions: ['SELECT', 'ALTER'] });
  expect(await columnsSeen(w)).toBeUndefined();
});

test('SUPER_USER on the catalog reads every table', async () => {
  const w = await governedShop();
  await grant(w, LOCAL, { Catalog: {} }, ['CREATE_DATABASE']);
  expect(await columnsSeen(w)).toBeUndefined();
  await grant(w, LOCAL, { Catalog: {} }, ['SUPER_USER']);
  expect(await columnsSeen(w)).toEqual(['id', 'city', 'card']);
});

test('a share with a unit of an organisation reaches the accounts that are in it', async () => {
  const unit = 'arn:aws:organizations::444444444444:ou/o-1/ou-1';
  const w = await governedShop({ organizations: { [unit]: [CONSUMER] } });
  await grant(w, unit, columns('id'));
  expect(await columnsSeen(w, CONSUMER_ROOT)).toEqual(['id']);
  expect(await columnsSeen(w, 'arn:aws:iam::333333333333:root')).toBeUndefined();
});

test('a session has what its role has, also of a role with a path', async () => {
  const w = await governedShop();
  await grant(w, `arn:aws:iam::${PRODUCER}:role/teams/sales/reader`, columns('id'));
  expect(await columnsSeen(w, `arn:aws:sts::${PRODUCER}:assumed-role/reader/me`)).toEqual(['id']);
  expect(await columnsSeen(w, `arn:aws:sts::${PRODUCER}:assumed-role/sales/me`)).toBeUndefined();
});

test('where registrations overlap and one is in hybrid mode, Lake Formation restricts only who is opted in', async () => {
  const w = await governedShop();
  const location = 'arn:aws:s3:::lake/shop/orders';
  await w.lf('RegisterResource', { ResourceArn: location, UseServiceLinkedRole: true, HybridAccessEnabled: true });
  await grant(w, LOCAL, columns('id'));
  expect(await columnsSeen(w)).toEqual(['id', 'city', 'card']);
});
