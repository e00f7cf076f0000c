import { createGlue } from '../../../services/glue';
import { memoryStore, type Store } from '../../../store';
import { MemoryObjects } from '../memory-objects';
import { CONSUMER, caller, callerOf, PRODUCER, testRuntime } from '../runtime';

const COLUMNS = [
  { Name: 'id', Type: 'bigint' },
  { Name: 'name', Type: 'string' },
];
const TABLE = {
  Name: 'Orders',
  StorageDescriptor: { Columns: COLUMNS, Location: 's3://lake/orders/' },
  PartitionKeys: [{ Name: 'date', Type: 'string' }],
};

async function glueWithTable(store: Store = memoryStore()) {
  const runtime = testRuntime(store);
  const glue = await createGlue({ ...runtime, objects: new MemoryObjects(), emit: async () => {} });
  const call = caller(glue.service);
  if (glue.catalog.database(PRODUCER, 'shop') === undefined) {
    await call('CreateDatabase', { DatabaseInput: { Name: 'Shop', CreateTableDefaultPermissions: [] } });
    await call('CreateTable', { DatabaseName: 'shop', TableInput: TABLE });
  }
  return { glue, call };
}

test('names are folded to lower case, doubles refused, the rest read back', async () => {
  const { call } = await glueWithTable();
  const { Database } = await call('GetDatabase', { Name: 'SHOP' });
  expect(Database).toMatchObject({ Name: 'shop', CatalogId: PRODUCER, CreateTableDefaultPermissions: [] });
  expect(Database.CreateTime).toBeInstanceOf(Date);
  const { Table } = await call('GetTable', { DatabaseName: 'shop', Name: 'ORDERS' });
  expect(Table).toMatchObject({ Name: 'orders', DatabaseName: 'shop', VersionId: '0' });
  await expect(call('CreateDatabase', { DatabaseInput: { Name: 'shop' } })).rejects.toMatchObject({
    code: 'AlreadyExistsException',
  });
  await expect(call('CreateTable', { DatabaseName: 'shop', TableInput: TABLE })).rejects.toMatchObject({
    code: 'AlreadyExistsException',
  });
});

test.each([
  ['GetDatabase', { Name: 'none' }],
  ['GetTable', { DatabaseName: 'none', Name: 'orders' }],
  ['GetTable', { DatabaseName: 'shop', Name: 'none' }],
  ['GetTables', { DatabaseName: 'none' }],
  ['CreateTable', { DatabaseName: 'none', TableInput: TABLE }],
  ['DeleteTable', { DatabaseName: 'shop', Name: 'none' }],
  ['GetPartition', { DatabaseName: 'shop', TableName: 'orders', PartitionValues: ['2026-01-01'] }],
  ['GetCrawler', { Name: 'none' }],
  ['DeleteCrawler', { Name: 'none' }],
])('%s of what is not there: EntityNotFoundException', async (operation, input) => {
  const { call } = await glueWithTable();
  await expect(call(operation, input)).rejects.toMatchObject({ code: 'EntityNotFoundException' });
});

test('versions of a table come newest first, without those that an update does not archive, and go with the table', async () => {
  const { call } = await glueWithTable();
  const at = { DatabaseName: 'shop', TableName: 'orders' };
  const update = (Description: string, SkipArchive?: boolean) =>
    call('UpdateTable', { DatabaseName: 'shop', TableInput: { ...TABLE, Description }, SkipArchive });
  const versions = async (query: object = {}) => {
    const { TableVersions, NextToken } = await call('GetTableVersions', { ...at, ...query });
    const told = TableVersions.map((each: { VersionId: string; Table: { Description?: string } }) => [
      each.VersionId,
      each.Table.Description,
    ]);
    return { told, NextToken };
  };
  await update('second');
  await update('third', true);
  expect((await versions()).told).toEqual([
    ['2', 'third'],
    ['0', undefined],
  ]);
  const first = await versions({ MaxResults: 1 });
  expect(first.told).toEqual([['2', 'third']]);
  expect((await versions({ MaxResults: 1, NextToken: first.NextToken })).told).toEqual([['0', undefined]]);
  await call('DeleteTable', { DatabaseName: 'shop', Name: 'orders' });
  await expect(versions()).rejects.toMatchObject({ code: 'EntityNotFoundException' });
  await call('CreateTable', { DatabaseName: 'shop', TableInput: TABLE });
  expect((await versions()).told).toEqual([['0', undefined]]);
});

test('tables come in pages', async () => {
  const { call } = await glueWithTable();
  for (let i = 0; i < 4; i++) await call('CreateTable', { DatabaseName: 'shop', TableInput: { Name: `t${i}` } });
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await call('GetTables', { DatabaseName: 'shop', MaxResults: 2, NextToken });
    names.push(...page.TableList.map((t: { Name: string }) => t.Name));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(names).toEqual(['orders', 't0', 't1', 't2', 't3']);
  const { TableList } = await call('GetTables', { DatabaseName: 'shop', Expression: 't[12]' });
  expect(TableList).toHaveLength(2);
});

describe('partitions', () => {
  const at = { DatabaseName: 'shop', TableName: 'orders' };
  const partition = (date: string) => ({ Values: [date], StorageDescriptor: { Location: `s3://lake/${date}/` } });

  test('a batch answers what failed and creates the rest', async () => {
    const { call } = await glueWithTable();
    await call('CreatePartition', { ...at, PartitionInput: partition('2026-01-01') });
    const { Errors } = await call('BatchCreatePartition', {
      ...at,
      PartitionInputList: [partition('2026-01-01'), partition('2026-01-02'), { Values: [] }],
    });
    expect(Errors).toEqual([
      {
        PartitionValues: ['2026-01-01'],
        ErrorDetail: expect.objectContaining({ ErrorCode: 'AlreadyExistsException' }),
      },
      { PartitionValues: [], ErrorDetail: expect.objectContaining({ ErrorCode: 'InvalidInputException' }) },
    ]);
    expect((await call('GetPartitions', at)).Partitions).toHaveLength(2);
  });

  test.each([
    [101, 'rejected'],
    [100, 'fulfilled'],
  ])('a batch of %i is %s', async (count, status) => {
    const { call } = await glueWithTable();
    const PartitionInputList = Array.from({ length: count }, (_, i) => partition(`d${i}`));
    const [outcome] = await Promise.allSettled([call('BatchCreatePartition', { ...at, PartitionInputList })]);
    expect(outcome?.status).toBe(status);
  });

  test.each([
    ["date = '2026-01-02'", 1],
    ["date >= '2026-01-02'", 2],
    ["date > '2026-01-01' AND date < '2026-01-03'", 1],
    ["date IN ('2026-01-01', '2026-01-03')", 2],
    ["date BETWEEN '2026-01-01' AND '2026-01-02'", 2],
    ["date <> '2026-01-02'", 2],
    ["date LIKE '2026-__-03'", 1],
    ["date NOT LIKE '%-03'", 2],
    ["NOT (date = '2026-01-01' OR date = '2026-01-02')", 1],
    ["`date`='2026-01-01' or \"date\" = '2026-01-03' and date not in ('x')", 2],
    [`${'('.repeat(1000)}date = '2026-01-01'${')'.repeat(1000)}`, 1],
  ])('GetPartitions where %s finds %i', async (Expression, count) => {
    const { call } = await glueWithTable();
    for (const day of [1, 2, 3]) await call('CreatePartition', { ...at, PartitionInput: partition(`2026-01-0${day}`) });
    expect((await call('GetPartitions', { ...at, Expression })).Partitions).toHaveLength(count);
  });

  test.each([
    ['on no key', "id = '1'"],
    ['that ends early', "date = '1' AND"],
    ['with a parenthesis too many', "date = '1')"],
    ['with a quote that does not end', "date = '1"],
    ['that compares with a column', 'date = date'],
    ['of more than 2048 characters', `date = '${'x'.repeat(2048)}'`],
  ])('an expression %s is refused', async (_what, Expression) => {
    const { call } = await glueWithTable();
    await expect(call('GetPartitions', { ...at, Expression })).rejects.toMatchObject({ code: 'InvalidInputException' });
  });

  test('patterns that a backtracking engine never finishes are answered', async () => {
    const { call } = await glueWithTable();
    await call('CreatePartition', { ...at, PartitionInput: partition('a'.repeat(200)) });
    const Expression = `date LIKE '${'%a'.repeat(100)}b'`;
    expect((await call('GetPartitions', { ...at, Expression })).Partitions).toEqual([]);
    await call('CreateTable', { DatabaseName: 'shop', TableInput: { Name: 'a'.repeat(200) } });
    expect((await call('GetTables', { DatabaseName: 'shop', Expression: '(a+)+b' })).TableList).toEqual([]);
  });

  test('deleted one by one, in batches, and with their table', async () => {
    const { call, glue } = await glueWithTable();
    for (const day of [1, 2, 3]) await call('CreatePartition', { ...at, PartitionInput: partition(`d${day}`) });
    await call('DeletePartition', { ...at, PartitionValues: ['d1'] });
    const { Errors } = await call('BatchDeletePartition', {
      ...at,
      PartitionsToDelete: [{ Values: ['d1'] }, { Values: ['d2'] }],
    });
    expect(Errors).toHaveLength(1);
    await call('DeleteDatabase', { Name: 'shop' });
    await call('CreateDatabase', { DatabaseInput: { Name: 'shop' } });
    await call('CreateTable', { DatabaseName: 'shop', TableInput: TABLE });
    expect(glue.catalog.partitions(glue.catalog.requireTable(PRODUCER, 'shop', 'orders'))).toEqual([]);
  });
});

test('everything is there again after a restart', async () => {
  const store = memoryStore();
  const first = await glueWithTable(store);
  await first.call('CreatePartition', {
    DatabaseName: 'shop',
    TableName: 'orders',
    PartitionInput: { Values: ['d1'] },
  });
  const second = await glueWithTable(store);
  expect((await second.call('GetTables', { DatabaseName: 'shop' })).TableList).toHaveLength(1);
  expect((await second.call('GetPartitions', { DatabaseName: 'shop', TableName: 'orders' })).Partitions).toHaveLength(
    1,
  );
});

test('another account sees nothing that was not shared, and writes nothing', async () => {
  const { glue } = await glueWithTable();
  const foreign = caller(glue.service, callerOf(CONSUMER, 'analyst'));
  await expect(
    foreign('GetTable', { CatalogId: PRODUCER, DatabaseName: 'shop', Name: 'orders' }),
  ).rejects.toMatchObject({
    code: 'EntityNotFoundException',
  });
  expect((await foreign('GetDatabases', { CatalogId: PRODUCER })).DatabaseList).toEqual([]);
  await expect(foreign('DeleteDatabase', { CatalogId: PRODUCER, Name: 'shop' })).rejects.toMatchObject({
    code: 'AccessDeniedException',
  });
});
