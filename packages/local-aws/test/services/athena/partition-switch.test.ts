import { type Athena, createAthena } from '../../../services/athena';
import { createGlue } from '../../../services/glue';
import { MemoryObjects } from '../memory-objects';
import { parquetFile } from '../parquet-file';
import { caller, callerOf, PRODUCER, testRuntime } from '../runtime';
import { PARQUET } from '../table-formats';

/** Waits at the first file that is read, until it is told to go on. */
class SlowObjects extends MemoryObjects {
  #reached = () => {};
  #go = () => {};
  readonly reached = new Promise<void>((resolve) => {
    this.#reached = resolve;
  });
  readonly #gone = new Promise<void>((resolve) => {
    this.#go = resolve;
  });

  /** Files that are read at the moment. */
  underWay = 0;

  override async get(bucket: string, key: string): Promise<Uint8Array> {
    this.underWay++;
    try {
      this.#reached();
      await this.#gone;
      const body = await super.get(bucket, key);
      // what is there takes longer than what is not
      await new Promise((resolve) => setTimeout(resolve, 20));
      return body;
    } finally {
      this.underWay--;
    }
  }

  go(): void {
    this.#go();
  }
}

const made: Athena[] = [];
afterEach(async () => {
  for (const athena of made.splice(0)) await athena.close();
});

/** `shop.orders`, whose partition lies in a folder that only its Location names. */
async function shop() {
  const runtime = testRuntime();
  const objects = new SlowObjects();
  const glue = await createGlue({ ...runtime, objects, emit: async () => {} });
  const see = async () => ({ columns: ['id'] });
  const athena = await createAthena({ ...runtime, objects, catalog: glue.catalog, see });
  made.push(athena);
  const call = caller(glue.service);
  const at = (folder: string, Type = 'int') => ({
    Location: `s3://lake/orders/${folder}/`,
    Columns: [{ Name: 'id', Type }],
    ...PARQUET,
  });
  const partition = (folder: string, type?: string) => ({
    Values: ['2026-11-20'],
    StorageDescriptor: at(folder, type),
  });
  await objects.put('lake', 'orders/one/a.parquet', await parquetFile('SELECT 1 AS id'));
  await objects.put('lake', 'orders/one/b.parquet', await parquetFile('SELECT 2 AS id'));
  await objects.put('lake', 'orders/two/a.parquet', await parquetFile('SELECT 3 AS id'));
  await call('CreateDatabase', { DatabaseInput: { Name: 'shop' } });
  const PartitionKeys = [{ Name: 'date', Type: 'string' }];
  await call('CreateTable', {
    DatabaseName: 'shop',
    TableInput: { Name: 'orders', StorageDescriptor: at(''), PartitionKeys },
  });
  const table = { DatabaseName: 'shop', TableName: 'orders' };
  await call('CreatePartition', { ...table, PartitionInput: partition('one') });
  const switchTo = (folder: string, type?: string) =>
    call('UpdatePartition', { ...table, PartitionValueList: ['2026-11-20'], PartitionInput: partition(folder, type) });
  const { principalArn } = callerOf();
  const query = () =>
    athena.query({ sql: 'SELECT id FROM orders ORDER BY id', principalArn, catalogId: PRODUCER, database: 'shop' });
  return { objects, switchTo, query };
}

test('a query reads the folder that the partition had when it began, and the next one the other', async () => {
  const { objects, switchTo, query } = await shop();
  const running = query();
  await objects.reached;
  await switchTo('two');
  objects.go();
  expect((await running).rows).toEqual([['1'], ['2']]);
  expect((await query()).rows).toEqual([['3']]);
});

test('a partition that declares a type which the table cannot read fails the query, and a narrower one does not', async () => {
  const { objects, switchTo, query } = await shop();
  objects.go();
  await switchTo('two', 'string');
  await expect(query()).rejects.toThrow(
    /^HIVE_PARTITION_SCHEMA_MISMATCH: .*Column 1 of table 'shop\.orders' is declared as type 'int', but partition 'date=2026-11-20' declared it as type 'string'\.$/,
  );
  await switchTo('two', 'smallint');
  expect((await query()).rows).toEqual([['3']]);
});

test('a file that is removed under a query fails it, and nothing of it goes on', async () => {
  const { objects, query } = await shop();
  const running = query();
  await objects.reached;
  await objects.delete('lake', 'orders/one/b.parquet');
  objects.go();
  await expect(running).rejects.toThrow(
    /^HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3:\/\/lake\/orders\/one\/b\.parquet: NoSuchKey/,
  );
  expect(objects.underWay).toBe(0);
});
