import { ServiceError } from '../../../service';
import { createGlue, type Glue } from '../../../services/glue';
import { memoryStore } from '../../../store';
import { MemoryObjects } from '../memory-objects';
import { parquetFile } from '../parquet-file';
import { caller, elapse, PRODUCER, type TestRuntime, testRuntime } from '../runtime';

const ORDERS = 'SELECT 1::BIGINT AS id, 2::INTEGER AS quantity, 9.5::DOUBLE AS price, true AS paid';
const CUSTOMERS =
  "SELECT 7::SMALLINT AS Id, 'Ada' AS name, 1.50::DECIMAL(10,2) AS credit, TIMESTAMP '2026-01-01' AS since, 'x'::BLOB AS photo";
const CRAWL_MS = 100_000;
const LEVEL_4 = JSON.stringify({
  Version: 1.0,
  Grouping: { TableLevelConfiguration: 4 },
  CrawlerOutput: {
    Partitions: { AddOrUpdateBehavior: 'InheritFromTable' },
    Tables: { AddOrUpdateBehavior: 'MergeNewColumns' },
  },
});

interface World extends TestRuntime {
  readonly objects: MemoryObjects;
  readonly glue: Glue;
  readonly call: ReturnType<typeof caller>;
  readonly put: (key: string, select: string) => Promise<void>;
  readonly crawl: () => Promise<void>;
}

async function world(
  definition: object = { Configuration: LEVEL_4 },
  store = memoryStore(),
  objects = new MemoryObjects(),
): Promise<World> {
  const runtime = testRuntime(store);
  const emit = async (event: (typeof runtime.events)[number]): Promise<void> => {
    runtime.events.push(event);
  };
  const glue = await createGlue({ ...runtime, objects, emit });
  const call = caller(glue.service);
  if (glue.catalog.database(PRODUCER, 'eu_shop') === undefined) {
    await call('CreateDatabase', { DatabaseInput: { Name: 'eu_shop', CreateTableDefaultPermissions: [] } });
    await call('CreateCrawler', {
      Name: 'shop',
      Role: 'crawler',
      DatabaseName: 'eu_shop',
      Targets: { S3Targets: [{ Path: 's3://lake/eu/shop/', Exclusions: ['**.json'] }] },
      ...definition,
    });
  }
  return {
    ...runtime,
    objects,
    glue,
    call,
    put: (key, select) => runtime.clock.hold(async () => objects.put('lake', key, await parquetFile(select))),
    crawl: async () => {
      await call('StartCrawler', { Name: 'shop' });
      await elapse(runtime.clock, CRAWL_MS);
    },
  };
}

const typesOf = async (w: World, table: string): Promise<Record<string, string>> => {
  const { Table } = await w.call('GetTable', { DatabaseName: 'eu_shop', Name: table });
  return Object.fromEntries(
    Table.StorageDescriptor.Columns.map((c: { Name: string; Type: string }) => [c.Name, c.Type]),
  );
};
const valuesOf = async (w: World, table: string): Promise<string[]> => {
  const { Partitions } = await w.call('GetPartitions', { DatabaseName: 'eu_shop', TableName: table });
  return Partitions.map((p: { Values: string[] }) => p.Values.join('/'));
};
const tableNames = async (w: World): Promise<string[]> => {
  const { TableList } = await w.call('GetTables', { DatabaseName: 'eu_shop' });
  return TableList.map((t: { Name: string }) => t.Name);
};
const crawlerNow = async (w: World) => (await w.call('GetCrawler', { Name: 'shop' })).Crawler;

test('a crawl makes tables and date partitions from real parquet footers', async () => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-19/part-0.gz.parquet', ORDERS);
  await w.put('eu/shop/orders/date=2026-11-20/part-0.gz.parquet', ORDERS);
  await w.put('eu/shop/Order Lines/date=2026-11-20/part-0.gz.parquet', CUSTOMERS);
  await w.objects.put('lake', 'eu/shop/orders/export_info.json', Buffer.from('{}'));
  await w.crawl();
  expect(await tableNames(w)).toEqual(['order_lines', 'orders']);
  expect(await typesOf(w, 'orders')).toEqual({ id: 'bigint', quantity: 'int', price: 'double', paid: 'boolean' });
  expect(await typesOf(w, 'order_lines')).toEqual({
    id: 'smallint',
    name: 'string',
    credit: 'decimal(10,2)',
    since: 'timestamp',
    photo: 'binary',
  });
  expect(await valuesOf(w, 'orders')).toEqual(['2026-11-19', '2026-11-20']);
  const { Table } = await w.call('GetTable', { DatabaseName: 'eu_shop', Name: 'orders' });
  expect(Table).toMatchObject({
    PartitionKeys: [{ Name: 'date', Type: 'string' }],
    CreatedBy: `arn:aws:iam::${PRODUCER}:role/crawler`,
    StorageDescriptor: { Location: 's3://lake/eu/shop/orders/' },
    Parameters: { classification: 'parquet', UPDATED_BY_CRAWLER: 'shop', recordCount: '2' },
  });
});

test('a crawl takes 60 to 90 seconds and passes through RUNNING and STOPPING', async () => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  const began = w.clock.now();
  const seen: string[] = [];
  await w.call('StartCrawler', { Name: 'shop' });
  let endedAfter = 0;
  for (let second = 0; second < 100 && endedAfter === 0; second++) {
    const { State } = await crawlerNow(w);
    if (seen.at(-1) !== State) seen.push(State);
    if (State === 'READY') endedAfter = (w.clock.now() - began) / 1000;
    await elapse(w.clock, 1000);
  }
  expect(seen).toEqual(['RUNNING', 'STOPPING', 'READY']);
  expect(endedAfter).toBeGreaterThanOrEqual(60);
  expect(endedAfter).toBeLessThanOrEqual(91);
});

test('files that come after the start are not seen, and nothing is written before the end', async () => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-19/a.parquet', ORDERS);
  await w.call('StartCrawler', { Name: 'shop' });
  await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  await elapse(w.clock, 50_000);
  expect(await tableNames(w)).toEqual([]);
  await elapse(w.clock, 50_000);
  expect(await valuesOf(w, 'orders')).toEqual(['2026-11-19']);
  await w.crawl();
  expect(await valuesOf(w, 'orders')).toEqual(['2026-11-19', '2026-11-20']);
});

test('one crawler runs one crawl, also when two start at once', async () => {
  const w = await world();
  const outcomes = await Promise.allSettled([
    w.call('StartCrawler', { Name: 'shop' }),
    w.call('StartCrawler', { Name: 'shop' }),
  ]);
  expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(w.call('StartCrawler', { Name: 'shop' })).rejects.toMatchObject({ code: 'CrawlerRunningException' });
  await expect(w.call('UpdateCrawler', { Name: 'shop' })).rejects.toMatchObject({ code: 'CrawlerRunningException' });
  await expect(w.call('StartCrawler', { Name: 'none' })).rejects.toMatchObject({ code: 'EntityNotFoundException' });
});

test('LastCrawl, ListCrawls and events tell how it went', async () => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  expect((await crawlerNow(w)).LastCrawl).toBeUndefined();
  const began = new Date(w.clock.now());
  await w.crawl();
  expect((await crawlerNow(w)).LastCrawl).toMatchObject({ Status: 'SUCCEEDED', StartTime: began });
  const { Crawls } = await w.call('ListCrawls', { CrawlerName: 'shop' });
  expect(Crawls).toEqual([expect.objectContaining({ State: 'COMPLETED', StartTime: began })]);
  expect(JSON.parse(JSON.parse(Crawls[0].Summary).TABLE.ADD)).toEqual({ Details: { names: ['orders'] }, Count: 1 });
  expect(Crawls[0].DPUHour).toBeGreaterThan(0);
  expect(w.events.map((e) => e.detail.state)).toEqual(['Started', 'Succeeded']);
  expect(w.events[1]).toMatchObject({
    source: 'aws.glue',
    'detail-type': 'Glue Crawler State Change',
    resources: [],
    detail: { tablesCreated: '1', partitionsCreated: '1', crawlerName: 'shop' },
  });
});

test('an injected failure fails the crawl with its message and leaves the catalog alone; the next one succeeds', async () => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  w.faults.inject({ name: 'crawl-failed', target: 'shop' });
  await w.crawl();
  expect((await crawlerNow(w)).LastCrawl).toMatchObject({
    Status: 'FAILED',
    ErrorMessage: 'Internal Service Exception',
  });
  expect(await tableNames(w)).toEqual([]);
  expect(w.events.at(-1)?.detail).toMatchObject({ state: 'Failed', errorMessage: 'Internal Service Exception' });
  await w.crawl();
  expect((await crawlerNow(w)).LastCrawl.Status).toBe('SUCCEEDED');
  const { Crawls } = await w.call('ListCrawls', { CrawlerName: 'shop' });
  expect(Crawls.map((c: { State: string }) => c.State)).toEqual(['COMPLETED', 'FAILED']);
});

test.each(['fault', 'StopCrawler'])('a crawl cancelled by %s is CANCELLED and writes nothing', async (by) => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  if (by === 'fault') w.faults.inject({ name: 'crawl-cancelled', target: '*' });
  await w.call('StartCrawler', { Name: 'shop' });
  if (by === 'StopCrawler') {
    await w.call('StopCrawler', { Name: 'shop' });
    expect((await crawlerNow(w)).State).toBe('STOPPING');
    await expect(w.call('StopCrawler', { Name: 'shop' })).rejects.toMatchObject({ code: 'CrawlerStoppingException' });
  }
  await elapse(w.clock, CRAWL_MS);
  expect(await crawlerNow(w)).toMatchObject({ State: 'READY', LastCrawl: { Status: 'CANCELLED' } });
  expect(await tableNames(w)).toEqual([]);
  await expect(w.call('StopCrawler', { Name: 'shop' })).rejects.toMatchObject({ code: 'CrawlerNotRunningException' });
});

describe('schema changes', () => {
  const WIDER = `${ORDERS}, 'red' AS colour`;
  const crawlTwice = async (definition: object): Promise<World> => {
    const w = await world(definition);
    await w.put('eu/shop/orders/date=2026-11-19/a.parquet', ORDERS);
    await w.crawl();
    await w.put('eu/shop/orders/date=2026-11-20/a.parquet', WIDER);
    await w.crawl();
    return w;
  };
  const partitionColumns = async (w: World): Promise<string[][]> => {
    const { Partitions } = await w.call('GetPartitions', { DatabaseName: 'eu_shop', TableName: 'orders' });
    return Partitions.map((p: { StorageDescriptor: { Columns: { Name: string }[] } }) =>
      p.StorageDescriptor.Columns.map((c) => c.Name),
    );
  };

  test('MergeNewColumns adds the new column, InheritFromTable gives it to every partition', async () => {
    const w = await crawlTwice({ Configuration: LEVEL_4 });
    expect(Object.keys(await typesOf(w, 'orders'))).toEqual(['id', 'quantity', 'price', 'paid', 'colour']);
    expect((await partitionColumns(w)).map((c) => c.at(-1))).toEqual(['colour', 'colour']);
  });

  test('LOG keeps the table as it is, new partitions come nevertheless', async () => {
    const w = await crawlTwice({
      Configuration: JSON.stringify({ Version: 1, Grouping: { TableLevelConfiguration: 4 } }),
      SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' },
    });
    expect(Object.keys(await typesOf(w, 'orders'))).not.toContain('colour');
    expect((await partitionColumns(w)).map((c) => c.at(-1))).toEqual(['paid', 'colour']);
  });

  test('UPDATE_IN_DATABASE resets what others set', async () => {
    const w = await world({
      Configuration: JSON.stringify({ Version: 1, Grouping: { TableLevelConfiguration: 4 } }),
    });
    await w.put('eu/shop/orders/date=2026-11-19/a.parquet', ORDERS);
    await w.crawl();
    const { Table } = await w.call('GetTable', { DatabaseName: 'eu_shop', Name: 'orders' });
    const { Name, StorageDescriptor, PartitionKeys, TableType } = Table;
    await w.call('UpdateTable', {
      DatabaseName: 'eu_shop',
      TableInput: { Name, StorageDescriptor, PartitionKeys, TableType, Parameters: { owner: 'me' } },
    });
    await w.crawl();
    const after = await w.call('GetTable', { DatabaseName: 'eu_shop', Name: 'orders' });
    expect(after.Table.Parameters).not.toHaveProperty('owner');
    expect(after.Table.VersionId).toBe('2');
  });

  test.each([
    ['LOG', ['2026-11-19', '2026-11-20']],
    ['DELETE_FROM_DATABASE', ['2026-11-20']],
  ])('partitions whose files are gone, under %s', async (DeleteBehavior, left) => {
    const w = await world({
      Configuration: LEVEL_4,
      SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior },
    });
    await w.put('eu/shop/orders/date=2026-11-19/a.parquet', ORDERS);
    await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
    await w.crawl();
    await w.objects.delete('lake', 'eu/shop/orders/date=2026-11-19/a.parquet');
    await w.crawl();
    expect(await valuesOf(w, 'orders')).toEqual(left);
  });
});

describe('grouping', () => {
  const withConfiguration = async (configuration: object): Promise<string[]> => {
    const w = await world({ Configuration: JSON.stringify({ Version: 1, ...configuration }) });
    await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
    await w.put('eu/shop/returns/date=2026-11-20/a.parquet', ORDERS);
    await w.crawl();
    return tableNames(w);
  };
  test('without a level, folders of like schema are merged into one table', async () =>
    expect(await withConfiguration({})).toEqual(['shop']));
  test('with the level, each folder is a table', async () =>
    expect(await withConfiguration({ Grouping: { TableLevelConfiguration: 4 } })).toEqual(['orders', 'returns']));
  test('more tables than the threshold: the crawl fails and writes nothing', async () =>
    expect(
      await withConfiguration({
        Grouping: { TableLevelConfiguration: 4 },
        CrawlerOutput: { Tables: { TableThreshold: 1 } },
      }),
    ).toEqual([]));
});

test('killed in the middle of a crawl, it ends after the restart', async () => {
  const store = memoryStore();
  const first = await world(undefined, store);
  await first.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  await first.call('StartCrawler', { Name: 'shop' });
  first.glue.close();
  const second = await world(undefined, store, first.objects);
  expect((await crawlerNow(second)).State).toBe('RUNNING');
  second.glue.resume();
  await elapse(second.clock, CRAWL_MS);
  expect((await crawlerNow(second)).LastCrawl.Status).toBe('SUCCEEDED');
  expect(await valuesOf(second, 'orders')).toEqual(['2026-11-20']);
});

test('a crawl leaves views alone, although it deletes what has no files', async () => {
  const SchemaChangePolicy = { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'DELETE_FROM_DATABASE' };
  const w = await world({ SchemaChangePolicy, Configuration: JSON.stringify({ Version: 1 }) });
  await w.put('eu/shop/orders/date=2026-11-20/a.parquet', ORDERS);
  const TableInput = { Name: 'latest', TableType: 'VIRTUAL_VIEW', StorageDescriptor: { Location: '' } };
  await w.call('CreateTable', { DatabaseName: 'eu_shop', TableInput });
  const { Table } = await w.call('GetTable', { DatabaseName: 'eu_shop', Name: 'latest' });
  await w.crawl();
  expect(await tableNames(w)).toHaveLength(2);
  expect((await w.call('GetTable', { DatabaseName: 'eu_shop', Name: 'latest' })).Table).toEqual(Table);
});

test('hundreds of files: each content is read once, in one range of 16 KB', async () => {
  const w = await world();
  const body = await parquetFile(ORDERS);
  for (let i = 0; i < 600; i++) {
    await w.objects.put('lake', `eu/shop/t${i % 20}/date=2026-11-${10 + (i % 10)}/part-${i}.parquet`, body);
  }
  const before = process.cpuUsage();
  await w.crawl();
  const { user, system } = process.cpuUsage(before);
  // Time of the processor: a busy machine makes the crawl no dearer.
  expect((user + system) / 1000).toBeLessThan(5000);
  expect(await tableNames(w)).toHaveLength(20);
  expect(w.objects.reads).toBeLessThanOrEqual(32);
  await w.crawl();
  expect(w.objects.reads).toBeLessThanOrEqual(32);
});

it('a crawl that cannot write fails and leaves nothing of what it began, and the crawler can run again', async () => {
  const w = await world();
  await w.put('eu/shop/orders/date=2026-11-19/a.parquet', ORDERS);
  const putPartition = jest.spyOn(w.glue.catalog, 'putPartition').mockImplementationOnce(() => {
    throw new ServiceError('EntityNotFoundException', 'Database eu_shop not found.');
  });
  await w.crawl();
  const { Crawler } = await w.call('GetCrawler', { Name: 'shop' });
  expect(Crawler).toMatchObject({
    State: 'READY',
    LastCrawl: { Status: 'FAILED', ErrorMessage: 'Database eu_shop not found.' },
  });
  expect(await tableNames(w)).toEqual([]);
  putPartition.mockRestore();
  await w.crawl();
  expect((await w.call('GetCrawler', { Name: 'shop' })).Crawler.LastCrawl.Status).toBe('SUCCEEDED');
});
