import { type DatabaseResult, publicationPartition, RESULTS } from '../../../../core/ledger/publications';
import { queryItems } from '../../../../functions/shared/ledger/query';
import { exportRef, LAKE, PublishWorld } from '../publish-world';

const world = new PublishWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());
beforeEach(async () => {
  await world.reset();
  for (const table of ['orders', 'items']) {
    for (const batch of [1, 2]) world.exportFile(`shop/public.${table}/${batch}/part-0-${table}${batch}.gz.parquet`);
  }
});

const results = () => queryItems<DatabaseResult>(world.ledger, publicationPartition(exportRef().exportTaskId), RESULTS);
const lakeKeys = (): string[] => world.s3.keys(LAKE);

test('publishes every file, and the ledger knows', async () => {
  expect(await world.publish()).toEqual({
    outcome: 'COMMITTED',
    tables: 2,
    files: 4,
    bytes: expect.any(Number),
    removed: 0,
    committedAt: '2026-11-20T03:00:00.000Z',
    databases: [
      {
        database: 'shop',
        glueDatabase: 'orders_eu_shop',
        crawler: 'lakeferry_orders_eu_shop',
        dataReadyAt: '2026-11-20T03:00:00.000Z',
      },
    ],
  });
  expect(lakeKeys()).toHaveLength(4);
  expect(await world.partition()).toMatchObject({
    files: 4,
    tables: 2,
    feed: 'snapshots:orders-eu',
    holder: exportRef().exportTaskId,
    asOf: exportRef().snapshotTime,
  });
});

test('an earlier run of the date leaves nothing: other files, tables that are empty or gone now', async () => {
  const folder = 'data/orders-eu/shop';
  world.exportFile('shop/public.empty/1/_SUCCESS', '');
  const stale = ['orders', 'empty', 'gone'].map((table) => `${folder}/${table}/date=2026-11-20/part-old.parquet`);
  const otherDate = `${folder}/gone/date=2026-11-19/part-old.parquet`;
  for (const key of [...stale, otherDate]) world.s3.put(LAKE, key);
  expect(await world.publish()).toMatchObject({ removed: 3, files: 4 });
  expect(lakeKeys()).not.toEqual(expect.arrayContaining(stale));
  expect(lakeKeys()).toContain(otherDate);
});

test('an export of some tables leaves the others alone', async () => {
  world.source = { ...world.source, exportOnly: ['shop.public.orders', 'shop.public.items'] };
  const other = 'data/orders-eu/shop/gone/date=2026-11-20/part-old.parquet';
  world.s3.put(LAKE, other);
  await world.publish();
  expect(lakeKeys()).toContain(other);
});

test('a skipped table keeps what it had', async () => {
  world.tablesInfo([{ target: 'shop.public.secret', status: 'SKIPPED' }]);
  const before = 'data/orders-eu/shop/secret/date=2026-11-20/part-old.parquet';
  world.s3.put(LAKE, before);
  await world.publish();
  expect(lakeKeys()).toContain(before);
});

test.each(['missing', 'of another size'])(
  'a file %s is the result of its database by name, and nothing is removed there',
  async (how) => {
    const plan = await world.planned();
    await world.copyAll(plan);
    const leftover = 'data/orders-eu/shop/orders/date=2026-11-20/part-old.parquet';
    world.s3.put(LAKE, leftover);
    const victim = world.manifest(plan).find(({ destinationKey }) => destinationKey.includes('/orders/'))!;
    if (how === 'missing') world.s3.objects.delete(`${LAKE}/${victim.destinationKey}`);
    else world.s3.put(LAKE, victim.destinationKey, 'short');
    expect(await world.commit(plan)).toMatchObject({ files: 0, databases: [{ glueDatabase: 'orders_eu_shop' }] });
    const [result] = await results();
    expect(result).toMatchObject({ status: 'FAILED', error: 'PartitionMismatchError', dataReadyAt: '' });
    expect(result!.cause).toContain(victim.destinationKey.split('/').at(-1)!);
    expect(lakeKeys()).toContain(leftover);
    await expect(world.publish()).resolves.toMatchObject({ outcome: 'COMMITTED', files: 4, removed: 1 });
  },
);

test('committed again with nothing to do, the moment stays, so that no crawl is repeated', async () => {
  const first = await world.publish();
  world.now += 3_600_000;
  expect(await world.publish()).toEqual(first);
});

test('a database that a later plan of the export lacks is not copied again for ever', async () => {
  const plan = await world.planned();
  await world.copyAll(plan);
  const lacking = { database: 'former', glueDatabase: 'orders_eu_former', crawler: 'lakeferry_orders_eu_former' };
  expect(await world.commit({ ...plan, databases: [...plan.databases, lacking] })).toMatchObject({
    databases: [{ glueDatabase: 'orders_eu_shop' }],
  });
});

test('when a file had to be copied again, the moment is a new one', async () => {
  await world.publish();
  world.s3.objects.delete(`${LAKE}/${lakeKeys()[0]}`);
  world.now += 3_600_000;
  world.s3.now += 3_500_000;
  expect(await world.publish()).toMatchObject({ committedAt: '2026-11-20T04:00:00.000Z' });
});

test('a second export of one snapshot replaces the first, file by file', async () => {
  await world.publish();
  const again = exportRef({ exportTaskId: 'orders-eu-202611200200-2' });
  for (const batch of [1, 2, 3])
    world.exportFile(`shop/public.orders/${batch}/part-0-orders${batch}.gz.parquet`, 'again', again);
  world.exportFile('shop/public.items/1/_SUCCESS', '', again);
  expect(await world.publish(again)).toMatchObject({ outcome: 'COMMITTED', tables: 1, files: 3, removed: 4 });
  expect(lakeKeys()).toHaveLength(3);
});

test('overtaken by a newer snapshot while copying, it takes back its own files and no others', async () => {
  const newer = exportRef({ exportTaskId: 'later', snapshotTime: '2026-11-20T09:00:00.000Z' });
  world.exportFile('shop/public.orders/1/part-0-new.gz.parquet', 'newer', newer);
  const plan = await world.planned();
  await world.copyAll(plan);
  await world.publish(newer);
  // copied by an invocation that had begun before the newer one claimed the date
  const [late] = world.manifest(plan);
  world.s3.put(LAKE, late!.destinationKey, world.s3.text('raw', late!.sourceKey));
  expect(await world.copyAll(plan)).toEqual([{ copied: 0, unchanged: 0, bytes: 0, superseded: true }]);
  expect(await world.commit(plan)).toMatchObject({ outcome: 'SUPERSEDED' });
  expect(lakeKeys()).toEqual([expect.stringContaining('part-0-new')]);
  expect(await world.partition(newer)).toMatchObject({ holder: 'later', files: 1 });
});

test('an export without files empties the partitions', async () => {
  await world.publish();
  const empty = exportRef({ exportTaskId: 'empty' });
  world.exportFile('shop/public.orders/1/_SUCCESS', '', empty);
  const plan = await world.planned(empty);
  expect(plan.files).toBe(0);
  expect(await world.commit(plan, empty)).toMatchObject({ outcome: 'COMMITTED', files: 0, removed: 4 });
  expect(lakeKeys()).toEqual([]);
});
