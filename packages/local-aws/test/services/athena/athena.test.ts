import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../../service';
import { type Athena, createAthena, type SeeTable } from '../../../services/athena';
import { createGlue } from '../../../services/glue';
import { createLakeFormation } from '../../../services/lakeformation';
import { MemoryObjects } from '../memory-objects';
import { parquetFile } from '../parquet-file';
import { CONSUMER, caller, callerOf, elapse, PRODUCER, testRuntime } from '../runtime';
import { PARQUET } from '../table-formats';

const ROOT = `arn:aws:iam::${CONSUMER}:root`;
const READER = `arn:aws:iam::${PRODUCER}:role/reader`;
const ROWS = [
  "SELECT 1::BIGINT AS id, 'Oslo' AS city, '4242' AS card, 1.50::DECIMAL(10,2) AS due, true AS paid",
  "SELECT 2, 'Rome', '4343', 2.25, false",
  "SELECT 3, 'Oslo', '4444', NULL, NULL",
].join(' UNION ALL ');
const made: Athena[] = [];
afterEach(async () => {
  for (const athena of made.splice(0)) await athena.close();
});

/** A crawled lake: `shop.orders` and `shop.salaries`, two dates each; the second date has a column more. */
async function lake(more: Readonly<Record<string, string>> = {}) {
  const runtime = testRuntime();
  const objects = new MemoryObjects();
  const glue = await createGlue({ ...runtime, objects, emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog });
  const athena = await createAthena({ ...runtime, objects, catalog: glue.catalog, see: lakeFormation.see });
  made.push(athena);
  const lf = caller(lakeFormation.service);
  const catalog = caller(glue.service);
  await runtime.clock.hold(async () => {
    await objects.put('lake', 'shop/orders/date=2026-11-19/a.parquet', await parquetFile(ROWS));
    await objects.put(
      'lake',
      'shop/orders/date=2026-11-20/a.parquet',
      await parquetFile(`SELECT *, 'new' AS note FROM (${ROWS})`),
    );
    await objects.put(
      'lake',
      'shop/salaries/date=2026-11-20/a.parquet',
      await parquetFile("SELECT 'Ada' AS name, 9 AS pay"),
    );
    for (const [key, sql] of Object.entries(more)) await objects.put('lake', key, await parquetFile(sql));
  });
  await lf('PutDataLakeSettings', { DataLakeSettings: {} });
  await lf('RegisterResource', { ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true });
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/crawler` },
    Resource: { DataLocation: { ResourceArn: 'arn:aws:s3:::lake' } },
    Permissions: ['DATA_LOCATION_ACCESS'],
  });
  await catalog('CreateDatabase', { DatabaseInput: { Name: 'shop', CreateTableDefaultPermissions: [] } });
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/crawler` },
    Resource: { Database: { Name: 'shop' } },
    Permissions: ['CREATE_TABLE'],
  });
  await catalog('CreateCrawler', {
    Name: 'shop',
    Role: 'crawler',
    DatabaseName: 'shop',
    Targets: { S3Targets: [{ Path: 's3://lake/shop/' }] },
    Configuration: JSON.stringify({ Version: 1, Grouping: { TableLevelConfiguration: 3 } }),
  });
  await catalog('StartCrawler', { Name: 'shop' });
  await elapse(runtime.clock, 100_000);
  await caller(glue.service, callerOf(CONSUMER))('CreateDatabase', {
    DatabaseInput: { Name: 'shop_link', TargetDatabase: { CatalogId: PRODUCER, DatabaseName: 'shop' } },
  });
  const share = async (to: string, filter: object) => {
    const data = { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: `for ${to}` };
    await lf('CreateDataCellsFilter', { TableData: { ...data, RowFilter: { AllRowsWildcard: {} }, ...filter } });
    await lf('GrantPermissions', {
      Principal: { DataLakePrincipalIdentifier: to },
      Resource: { DataCellsFilter: data },
      Permissions: ['SELECT'],
    });
  };
  const query = (sql: string, principalArn = ROOT, database = principalArn === ROOT ? 'shop_link' : 'shop') =>
    athena.query({ sql, principalArn, catalogId: principalArn === ROOT ? CONSUMER : PRODUCER, database });
  return { ...runtime, objects, athena, lf, share, query };
}

test('a column named as the partition key makes its table unreadable, and no other', async () => {
  const { lf, query } = await lake({
    'shop/invoices/date=2026-11-20/a.parquet': `SELECT 1 AS id, DATE '2020-02-02' AS "Date"`,
  });
  for (const Name of ['invoices', 'salaries']) {
    await lf('GrantPermissions', {
      Principal: { DataLakePrincipalIdentifier: READER },
      Resource: { Table: { DatabaseName: 'shop', Name } },
      Permissions: ['SELECT'],
    });
  }
  await expect(query('SELECT * FROM invoices', READER)).rejects.toMatchObject({
    reason: expect.stringMatching(/^HIVE_INVALID_METADATA: .* shop\.invoices is invalid: .* duplicate columns$/),
  });
  expect((await query('SELECT * FROM salaries', READER)).rows).toHaveLength(1);
});

test('the analytics account sees just the granted columns, through its link, with the partition key', async () => {
  const { share, query } = await lake();
  await share(CONSUMER, { ColumnNames: ['id', 'city', 'note'] });
  const { columns, rows } = await query('SELECT * FROM orders ORDER BY "date", id');
  expect(columns).toEqual([
    { name: 'id', type: 'bigint' },
    { name: 'city', type: 'varchar' },
    { name: 'note', type: 'varchar' },
    { name: 'date', type: 'varchar' },
  ]);
  expect(rows).toHaveLength(6);
  expect(rows[0]).toEqual(['1', 'Oslo', undefined, '2026-11-19']);
  expect(rows[5]).toEqual(['3', 'Oslo', 'new', '2026-11-20']);
});

test('row predicates hold, also those about hidden columns', async () => {
  const { share, query } = await lake();
  await share(READER, { ColumnNames: ['id'], RowFilter: { FilterExpression: "city = 'Oslo'" } });
  const { rows } = await query('SELECT DISTINCT id FROM orders ORDER BY id', READER);
  expect(rows).toEqual([['1'], ['3']]);
});

test('values are spelt as Athena spells them', async () => {
  const { share, query } = await lake();
  await share(READER, { ColumnWildcard: { ExcludedColumnNames: [] } });
  const { rows, columns } = await query(
    "SELECT due, paid, 1.0::DOUBLE AS one, TIMESTAMP '2026-01-02 03:04:05' AS at, count(*) OVER () AS n FROM orders WHERE \"date\" = '2026-11-19' ORDER BY id",
    READER,
  );
  expect(columns.map((c) => c.type)).toEqual(['decimal', 'boolean', 'double', 'timestamp', 'bigint']);
  expect(rows[0]).toEqual(['1.50', 'true', '1.0', '2026-01-02 03:04:05.000', '3']);
  expect(rows[2]).toEqual([undefined, undefined, '1.0', '2026-01-02 03:04:05.000', '3']);
});

describe('out of reach, of one lake that no query changes', () => {
  let shared: Awaited<ReturnType<typeof lake>>;
  beforeAll(async () => {
    shared = await lake();
    made.splice(made.indexOf(shared.athena), 1);
    await shared.share(CONSUMER, { ColumnNames: ['id', 'city'] });
    await shared.query('SELECT count(*) FROM orders');
  });
  afterAll(() => shared.athena.close());

  test.each<[string, string, RegExp]>([
    ['a hidden column', 'SELECT card FROM orders', /^COLUMN_NOT_FOUND: .*card/],
    ['a hidden column by alias', 'SELECT o.card FROM orders o', /^COLUMN_NOT_FOUND: .*card/],
    ['a hidden column in WHERE', "SELECT id FROM orders WHERE card = '4242'", /^COLUMN_NOT_FOUND/],
    ['a hidden column in ORDER BY', 'SELECT id FROM orders ORDER BY card', /^COLUMN_NOT_FOUND/],
    ['a table not granted', 'SELECT * FROM salaries', /^TABLE_NOT_FOUND: .*shop_link\.salaries/],
    ['a table not granted, qualified', 'SELECT * FROM shop_link.salaries', /^TABLE_NOT_FOUND/],
    ['the database behind the link', 'SELECT * FROM shop.orders', /^SCHEMA_NOT_FOUND: .*shop/],
    ['the files themselves', "SELECT * FROM read_parquet('DIRECTORY/*.parquet')", /^PERMISSION_DENIED/],
    ['a file by name', "SELECT * FROM 'DIRECTORY/FILE'", /NOT_FOUND|PERMISSION_DENIED/],
    ['a glob', "SELECT * FROM glob('DIRECTORY/*')", /^PERMISSION_DENIED/],
    ['text of a file', "SELECT * FROM read_text('/etc/passwd')", /^PERMISSION_DENIED/],
    ['writing a file', "COPY orders TO '/tmp/stolen.csv'", /^(NOT_SUPPORTED|PERMISSION_DENIED)/],
    ['unlocking', 'SET enable_external_access = true', /^NOT_SUPPORTED/],
    ['attaching', "ATTACH '/tmp/other.db'", /^NOT_SUPPORTED/],
    ['an extension', 'INSTALL httpfs', /^NOT_SUPPORTED/],
    ['two statements', 'SELECT 1; SELECT 2', /^SYNTAX_ERROR/],
    ['changing data', 'DELETE FROM orders', /^NOT_SUPPORTED/],
    ['nonsense', 'SELEC 1', /^SYNTAX_ERROR/],
    ['an unknown function', 'SELECT no_such(1)', /^FUNCTION_NOT_FOUND/],
  ])('%s', async (_name, sql, reason) => {
    const { query, athena } = shared;
    const [file = ''] = readdirSync(athena.directory);
    await expect(query(sql.replace('DIRECTORY', athena.directory).replace('FILE', file))).rejects.toMatchObject({
      name: 'QueryFailedError',
      reason: expect.stringMatching(reason),
    });
  });
});

test('no listing names what is hidden', async () => {
  const { share, query } = await lake();
  await share(CONSUMER, { ColumnNames: ['id', 'city'] });
  expect((await query('SHOW TABLES')).rows).toEqual([['orders']]);
  const everything = [
    'SELECT * FROM information_schema.columns',
    'SELECT * FROM duckdb_columns()',
    'SELECT * FROM duckdb_tables()',
    'SELECT * FROM duckdb_views()',
    'DESCRIBE orders',
    'SELECT * FROM duckdb_settings()',
  ];
  for (const sql of everything) {
    const cells = (await query(sql)).rows.flat();
    expect(cells.filter((cell) => /salaries|\bcard\b|\.parquet/.test(cell ?? ''))).toEqual([]);
  }
});

test('a hidden table is missing from the database that the query names, not from the default one', async () => {
  const { athena, share } = await lake();
  await share(CONSUMER, { ColumnNames: ['id'] });
  const query = (sql: string) => athena.query({ sql, principalArn: ROOT, catalogId: CONSUMER });
  await expect(query('SELECT * FROM shop_link.salaries')).rejects.toMatchObject({
    reason: "TABLE_NOT_FOUND: Table 'awsdatacatalog.shop_link.salaries' does not exist",
  });
  await expect(query('SELECT * FROM awsdatacatalog."shop_link"."salaries"')).rejects.toMatchObject({
    reason: "TABLE_NOT_FOUND: Table 'awsdatacatalog.shop_link.salaries' does not exist",
  });
  await expect(query('SELECT * FROM orders')).rejects.toMatchObject({
    reason: "TABLE_NOT_FOUND: Table 'awsdatacatalog.default.orders' does not exist",
  });
});

test('without any grant the table does not exist; with the whole table everything does', async () => {
  const { lf, query } = await lake();
  await expect(query('SELECT * FROM orders', READER)).rejects.toThrow(/TABLE_NOT_FOUND/);
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: READER },
    Resource: { Table: { DatabaseName: 'shop', Name: 'orders' } },
    Permissions: ['SELECT'],
  });
  const { rows } = await query(
    'SELECT count(*) AS n, count(card) AS c FROM orders WHERE "date" = \'2026-11-20\'',
    READER,
  );
  expect(rows).toEqual([['3', '3']]);
});

/** `shop.orders` of one date, which everybody sees so. */
async function seenAs(sight: Awaited<ReturnType<SeeTable>>, cardType = 'string') {
  const { objects } = await lake();
  const runtime = testRuntime();
  const glue = await createGlue({ ...runtime, objects, emit: async () => {} });
  const see: SeeTable = async () => sight;
  const call = caller(glue.service);
  await call('CreateDatabase', { DatabaseInput: { Name: 'shop' } });
  const types = { id: 'bigint', city: 'string', card: cardType, constructor: 'string' };
  const Columns = Object.entries(types).map(([Name, Type]) => ({ Name, Type }));
  const StorageDescriptor = { Location: 's3://lake/shop/orders/date=2026-11-19/', Columns, ...PARQUET };
  await call('CreateTable', { DatabaseName: 'shop', TableInput: { Name: 'orders', StorageDescriptor } });
  const athena = await createAthena({ ...runtime, objects, catalog: glue.catalog, see });
  made.push(athena);
  const query = (sql: string) => athena.query({ sql, principalArn: READER, catalogId: PRODUCER, database: 'shop' });
  return { athena, query };
}

test('cells outside their own predicate are empty', async () => {
  const { query } = await seenAs({
    columns: ['id', 'city'],
    rowFilter: "(city='Oslo') OR (city='Rome')",
    cellFilters: { city: "city='Oslo'" },
  });
  expect((await query('SELECT * FROM orders ORDER BY id')).rows).toEqual([
    ['1', 'Oslo'],
    ['2', undefined],
    ['3', 'Oslo'],
  ]);
});

test('a column is called as what every object has', async () => {
  const { query } = await seenAs({
    columns: ['id', 'constructor'],
    rowFilter: 'id > 2',
    cellFilters: { city: 'id > 2' },
  });
  expect((await query('SELECT * FROM orders')).rows).toEqual([['3', undefined]]);
});

describe('nothing hidden is told', () => {
  it('by the error of a row filter that does not fit hidden values', async () => {
    const { query } = await seenAs({ columns: ['id'], rowFilter: "city > DATE '2020-01-01'" });
    const error = (await query('SELECT id FROM orders').catch((e: unknown) => e)) as Error;
    expect(error.message).toMatch(/^HIVE_BAD_DATA: The files of shop\.orders do not fit its columns/);
    expect(error.message).not.toMatch(/Oslo|Rome/);
  });

  it('by the error of a hidden column whose values do not fit its type', async () => {
    const { query } = await seenAs({ columns: ['id'], rowFilter: 'card IS NOT NULL' }, 'date');
    const error = (await query('SELECT id FROM orders').catch((e: unknown) => e)) as Error;
    expect(error.message).toMatch(/^HIVE_BAD_DATA: /);
    expect(error.message).not.toMatch(/4242|4343|4444/);
  });

  it('by a temporary directory: there is none, and files of the cache are private', async () => {
    const { athena, query } = await seenAs({ columns: ['id'] });
    const { rows } = await query("SELECT value FROM duckdb_settings() WHERE name = 'temp_directory'");
    expect(rows).toEqual([['']]);
    await expect(query("SELECT * FROM glob('.tmp/*')")).rejects.toThrow(/PERMISSION_DENIED/);
    await query('SELECT id FROM orders');
    const modes = [athena.directory, ...readdirSync(athena.directory).map((file) => join(athena.directory, file))].map(
      (path) => statSync(path).mode & 0o077,
    );
    expect(modes).toEqual([0, 0]);
  });

  it('by a query that needs more memory than there is: nothing is spilled', async () => {
    const { query } = await seenAs({ columns: ['id'] });
    await expect(query('SELECT len(list(range)) FROM range(200000000)')).rejects.toThrow(
      'EXCEEDED_MEMORY_LIMIT: Query exhausted resources at this scale factor',
    );
  });
});

describe('through the API', () => {
  const start = async (w: Awaited<ReturnType<typeof lake>>, QueryString: string, more: object = {}) => {
    const context = { ...callerOf(CONSUMER), principalArn: ROOT };
    const call = caller(w.athena.service, context);
    const { QueryExecutionId } = await call('StartQueryExecution', {
      QueryString,
      QueryExecutionContext: { Database: 'shop_link' },
      ...more,
    });
    const state = async () => (await call('GetQueryExecution', { QueryExecutionId })).QueryExecution.Status;
    while ((await state()).State === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
    return { call, QueryExecutionId, status: await state() };
  };

  test('a query is started, awaited and read in pages, header first', async () => {
    const w = await lake();
    await w.share(CONSUMER, { ColumnNames: ['id', 'city'] });
    const { call, QueryExecutionId, status } = await start(
      w,
      'SELECT id, city FROM orders WHERE "date" = \'2026-11-19\' ORDER BY id',
      {
        ResultConfiguration: { OutputLocation: 's3://results/athena' },
      },
    );
    expect(status.State).toBe('SUCCEEDED');
    const first = await call('GetQueryResults', { QueryExecutionId, MaxResults: 2 });
    expect(first.ResultSet.Rows).toEqual([
      { Data: [{ VarCharValue: 'id' }, { VarCharValue: 'city' }] },
      { Data: [{ VarCharValue: '1' }, { VarCharValue: 'Oslo' }] },
    ]);
    const rest = await call('GetQueryResults', { QueryExecutionId, NextToken: first.NextToken });
    expect(rest.ResultSet.Rows).toHaveLength(2);
    const csv = await w.objects.get('results', `athena/${QueryExecutionId}.csv`);
    expect(Buffer.from(csv).toString()).toMatch(/^"id","city"\n"1","Oslo"\n/);
  });

  test('a failed query says why; its results are refused; other accounts know nothing of it', async () => {
    const w = await lake();
    const { call, QueryExecutionId, status } = await start(w, 'SELECT * FROM orders');
    expect(status).toMatchObject({ State: 'FAILED', StateChangeReason: expect.stringMatching(/^TABLE_NOT_FOUND/) });
    await expect(call('GetQueryResults', { QueryExecutionId })).rejects.toMatchObject({
      code: 'InvalidRequestException',
    });
    const other = caller(w.athena.service, callerOf(PRODUCER));
    await expect(other('GetQueryExecution', { QueryExecutionId })).rejects.toMatchObject({
      code: 'InvalidRequestException',
    });
  });

  const BUCKET = { ResultConfiguration: { OutputLocation: 's3://results/athena' } };
  const cellsIn = (answer: { ResultSet: { Rows: { Data: { VarCharValue?: string }[] }[] } }) =>
    answer.ResultSet.Rows.map(({ Data }) => Data.map((cell) => cell.VarCharValue));

  test.each([
    ['with Athena', {}],
    ['in a bucket', BUCKET],
  ])('a large result is kept %s, out of memory, and read page by page', async (_where, place) => {
    const w = await lake();
    const { call, QueryExecutionId, status } = await start(w, 'SELECT range AS n FROM range(12345)', place);
    expect(status.State).toBe('SUCCEEDED');
    const read: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('GetQueryResults', { QueryExecutionId, NextToken });
      expect(page.ResultSet.Rows.length).toBeLessThanOrEqual(1000);
      read.push(...cellsIn(page).map(([n]) => n));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(read).toEqual(['n', ...Array.from({ length: 12_345 }, (_, n) => String(n))]);
    for await (const [, record] of w.store.entries('athena-executions'))
      expect(JSON.stringify(record).length).toBeLessThan(2000);
  });

  test('quotes, commas, line ends, empty text and NULL come back as they are', async () => {
    const values = ['a "b"', 'x,y', 'two\nlines', '', 'ünï 😀', undefined];
    const sql = values.map((v, i) => `${v === undefined ? 'NULL' : `'${v}'`} AS c${i}`).join(', ');
    const { call, QueryExecutionId } = await start(await lake(), `SELECT ${sql}`);
    expect(cellsIn(await call('GetQueryResults', { QueryExecutionId }))[1]).toEqual(values);
  });

  test.each([{ MaxResults: 0 }, { MaxResults: 1001 }, { NextToken: 'none of ours' }])(
    'results are not read with %j',
    async (input) => {
      const { call, QueryExecutionId } = await start(await lake(), 'SELECT 1');
      const reading = call('GetQueryResults', { QueryExecutionId, ...input });
      await expect(reading).rejects.toMatchObject({ code: 'InvalidRequestException' });
    },
  );

  test('a bucket that is not there is refused; one that goes while the query runs fails it', async () => {
    const w = await lake();
    const missing = (): never => {
      throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist');
    };
    const put = jest.spyOn(w.objects, 'put').mockImplementation(async () => missing());
    const { status } = await start(w, 'SELECT 1', BUCKET);
    expect(status).toMatchObject({
      State: 'FAILED',
      StateChangeReason: expect.stringMatching(/s3:\/\/results\/athena\/.*The specified bucket does not exist/),
    });
    put.mockRestore();
    jest.spyOn(w.objects, 'list').mockImplementation(missing);
    await expect(start(w, 'SELECT 1', BUCKET)).rejects.toMatchObject({
      code: 'InvalidRequestException',
      message: 'Unable to verify/create output bucket results',
    });
  });

  test('results that were deleted from their bucket are not found', async () => {
    const w = await lake();
    const { call, QueryExecutionId } = await start(w, 'SELECT 1', BUCKET);
    await w.objects.delete('results', `athena/${QueryExecutionId}.csv`);
    await expect(call('GetQueryResults', { QueryExecutionId })).rejects.toMatchObject({
      code: 'InvalidRequestException',
      message: expect.stringContaining('Could not find results'),
    });
  });

  describe('a query without an end', () => {
    const ENDLESS = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 1';
    const begin = async (w: Awaited<ReturnType<typeof lake>>) => {
      const call = caller(w.athena.service, { ...callerOf(CONSUMER), principalArn: ROOT });
      const { QueryExecutionId } = await call('StartQueryExecution', { QueryString: ENDLESS });
      return { call, QueryExecutionId };
    };

    test('ends when it is stopped, and time goes on', async () => {
      const w = await lake();
      const { call, QueryExecutionId } = await begin(w);
      await call('StopQueryExecution', { QueryExecutionId });
      await elapse(w.clock, 1000);
      const { QueryExecution } = await call('GetQueryExecution', { QueryExecutionId });
      expect(QueryExecution.Status.State).toBe('CANCELLED');
    });

    test('does not keep Athena from closing', async () => {
      const w = await lake();
      await begin(w);
      await w.athena.close();
      await elapse(w.clock, 1000);
    });
  });

  test('a statement longer than Athena takes is refused', async () => {
    const sql = `SELECT '${'x'.repeat(262_144)}'`;
    await expect(start(await lake(), sql)).rejects.toMatchObject({ code: 'InvalidRequestException' });
  });

  test('a request token makes one execution', async () => {
    const w = await lake();
    const first = await start(w, 'SELECT 1', { ClientRequestToken: 'token' });
    const second = await start(w, 'SELECT 1', { ClientRequestToken: 'token' });
    expect(second.QueryExecutionId).toBe(first.QueryExecutionId);
  });
});

test('rows are counted from the files, repeats included; a missing key is an error', async () => {
  const { athena, objects } = await lake();
  const body = await objects.get('lake', 'shop/orders/date=2026-11-19/a.parquet');
  await objects.put('lake', 'copy.parquet', body);
  const keys = ['shop/orders/date=2026-11-19/a.parquet', 'shop/orders/date=2026-11-20/a.parquet', 'copy.parquet'];
  expect(await athena.countRows('lake', keys)).toBe(9);
  expect(await athena.countRows('lake', keys, 'false')).toBe(0);
  expect(await athena.countRows('lake', [])).toBe(0);
  await expect(athena.countRows('lake', ['none.parquet'])).rejects.toMatchObject({ code: 'NoSuchKey' });
});

test('files are fetched once and removed at the end', async () => {
  const { athena, objects, share, query } = await lake();
  await share(CONSUMER, { ColumnNames: ['id'] });
  await query('SELECT count(*) FROM orders');
  const reads = objects.reads;
  await query('SELECT count(*) FROM orders');
  expect(objects.reads).toBe(reads);
  expect(readdirSync(athena.directory)).toHaveLength(2);
  await athena.close();
  expect(() => readdirSync(athena.directory)).toThrow(/ENOENT/);
});
