import { PUBLISHING_EVENT, PUBLISHING_METRIC } from '../../../../core/publishing/names';
import { exportRef, PublishWorld, RAW, SOURCE, WORK } from '../publish-world';

const world = new PublishWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());
beforeEach(() => world.reset());

const PART = 'part-00000-0d6cf2f0-c000.gz.parquet';

test('both folder conventions end flat in the partition of the snapshot date, batch index in the name', async () => {
  world.exportFile(`shop/public.orders/1/${PART}`);
  world.exportFile(`shop/public.orders/2/${PART}`);
  world.exportFile(`shop/sales.items/${PART}`);
  const plan = await world.planned();
  expect(world.manifest(plan).map((item) => item.destinationKey)).toEqual([
    expect.stringMatching(
      /^data\/orders-eu\/shop\/orders\/date=2026-11-20\/1-part-00000-0d6cf2f0-c000-[0-9a-f]{12}\.gz\.parquet$/,
    ),
    expect.stringMatching(
      /^data\/orders-eu\/shop\/orders\/date=2026-11-20\/2-part-00000-0d6cf2f0-c000-[0-9a-f]{12}\.gz\.parquet$/,
    ),
    expect.stringMatching(
      /^data\/orders-eu\/shop\/sales_items\/date=2026-11-20\/part-00000-0d6cf2f0-c000-[0-9a-f]{12}\.gz\.parquet$/,
    ),
  ]);
  expect(plan).toMatchObject({ files: 3, skippedTables: 0, lacking: { count: 0, names: [] } });
  expect(plan.databases).toEqual([
    { database: 'shop', glueDatabase: 'orders_eu_shop', crawler: 'lakeferry_orders_eu_shop' },
  ]);
});

test('an export whose id begins like this one is not listed', async () => {
  world.exportFile(`shop/public.orders/1/${PART}`);
  world.exportFile(
    `shop/public.orders/1/${PART}`,
    'other',
    exportRef({ exportTaskId: `${exportRef().exportTaskId}0` }),
  );
  expect(await world.planned()).toMatchObject({ files: 1 });
});

test('empty, skipped, incomplete and unwanted tables are told apart, and only whole ones are copied', async () => {
  world.exportFile(`shop/public.orders/1/${PART}`);
  world.exportFile('shop/public.empty/1/_SUCCESS', '');
  world.exportFile(`shop/public.broken/1/${PART}`);
  world.exportFile(`postgres/public.settings/1/${PART}`);
  world.tablesInfo([
    { target: 'shop.public.orders', status: 'COMPLETE' },
    { target: 'shop.public.empty', status: 'COMPLETE' },
    { target: 'shop.public.broken', status: 'FAILED' },
    { target: 'shop.public.secret', status: 'SKIPPED', warningMessage: 'PERMISSIONS_DO_NOT_EXIST' },
    { target: 'postgres', warningMessage: 'nothing to see', status: 'FAILED' },
  ]);
  const plan = await world.planned();
  const { tables, warnings } = world.completeness(plan);
  const outcomes = Object.fromEntries(tables.map((t) => [`${t.database}.${t.glueTable}`, t.reason ?? t.status]));
  expect(outcomes).toEqual({
    'shop.orders': 'EXPORTED',
    'shop.empty': 'EMPTY',
    'shop.broken': 'FAILED',
    'shop.secret': 'PERMISSIONS_DO_NOT_EXIST',
    'postgres.settings': 'NOT_CONFIGURED',
  });
  expect(warnings).toEqual(['postgres: nothing to see']);
  expect(plan).toMatchObject({ files: 1, skippedTables: 2 });
  expect(world.metrics).toContainEqual({ name: PUBLISHING_METRIC.tablesSkipped, value: 2 });
  expect(world.metrics).toContainEqual({ name: PUBLISHING_METRIC.incompleteExports, value: 1 });
  expect(world.warnings).toHaveLength(1);
});

test('a database, and a table that the policy shares, that the export lacks are named and counted', async () => {
  world.source = { ...SOURCE, databases: ['shop', 'crm'] };
  world.policies = { orders_eu_shop: { share: ['orders'], filters: { refunds: { columns: ['id'] } } } };
  world.exportFile(`shop/public.orders/1/${PART}`);
  const plan = await world.planned();
  expect(plan).toMatchObject({
    skippedTables: 1,
    lacking: { count: 2, names: ['crm: MISSING', 'orders_eu_shop.refunds: MISSING'] },
  });
  expect(world.completeness(plan).absent).toEqual(['crm']);
  expect(world.metrics).toContainEqual({ name: PUBLISHING_METRIC.expectedMissing, value: 2 });
  expect(world.metrics).toContainEqual({ name: PUBLISHING_METRIC.incompleteExports, value: 1 });
  expect(world.warnings).toEqual([expect.objectContaining({ lacking: 2 })]);
});

test('an export of which no table can be published fails by name, and its report names each', async () => {
  world.exportFile(`shop/public.orders/1/${PART}`);
  world.tablesInfo([{ target: 'shop.public.orders', status: 'FAILED', warningMessage: 'PERMISSIONS_DO_NOT_EXIST' }]);
  await expect(world.planned()).rejects.toMatchObject({
    name: 'NothingToPublishError',
    message: expect.stringMatching(
      /^Nothing of orders-eu can be published for 2026-11-20: orders_eu_shop\.orders: PERM/,
    ),
  });
  const key = `manifests/${exportRef().exportTaskId}/completeness.json`;
  expect(world.s3.text(WORK, key)).toContain('PERMISSIONS_DO_NOT_EXIST');
});

test('a shared table without rows is told, and nothing is missing', async () => {
  world.policies = { orders_eu_shop: { share: ['orders', 'refunds'] } };
  world.exportFile(`shop/public.orders/1/${PART}`);
  world.exportFile('shop/public.refunds/1/_SUCCESS', '');
  world.exportFile('shop/public.internal/1/_SUCCESS', '');
  expect(await world.planned()).toMatchObject({
    lacking: { count: 0 },
    empty: { count: 1, names: ['orders_eu_shop.refunds'] },
  });
  expect(world.warnings).toEqual([
    expect.objectContaining({ event: PUBLISHING_EVENT.sharedTablesEmpty, names: ['orders_eu_shop.refunds'] }),
  ]);
});

test('of many names that are missing the first twenty travel, and all are counted', async () => {
  world.policies = { orders_eu_shop: { share: Array.from({ length: 300 }, (_, i) => `t${i}`) } };
  world.exportFile(`shop/public.orders/1/${PART}`);
  const { lacking } = await world.planned();
  expect(lacking.count).toBe(300);
  expect(lacking.names).toHaveLength(20);
});

test('a line of the batches names exactly its lines of the manifest', async () => {
  for (let i = 0; i < 12_001; i++)
    world.exportFile(`shop/public.orders/1/part-${String(i).padStart(5, '0')}.parquet`, 'x');
  const plan = await world.planned();
  const bytes = Buffer.from(world.s3.text(WORK, plan.manifest.key));
  const batches = world.batches(plan);
  expect(batches.map((b) => b.files)).toEqual([5000, 5000, 2001]);
  expect(batches.map((b) => bytes.subarray(b.start, b.end).toString().split('\n').length - 1)).toEqual([
    5000, 5000, 2001,
  ]);
  expect(batches.at(-1)!.end).toBe(bytes.length);
  expect(batches[0]!.start).toBe(0);
});

test('run again, it writes the same plan', async () => {
  world.exportFile(`shop/public.orders/1/${PART}`);
  const first = world.s3.text(WORK, (await world.planned()).manifest.key);
  expect(world.s3.text(WORK, (await world.planned()).manifest.key)).toBe(first);
});

test('tables that would become one are left out by name, and all others are published', async () => {
  for (const table of ['public.Orders', 'public.orders', 'public.items']) world.exportFile(`shop/${table}/1/${PART}`);
  const plan = await world.planned();
  expect(plan).toMatchObject({ files: 1, skippedTables: 2, lacking: { count: 2 } });
  expect(world.s3.text(WORK, plan.manifest.key)).toContain('/items/');
  for (const [i, [one, other]] of [
    ['Orders', 'orders'],
    ['orders', 'Orders'],
  ].entries()) {
    expect(plan.lacking.names[i]).toMatch(
      new RegExp(`^orders_eu_shop.orders: NAME_CLASH: 'shop.public.${one}' .*'shop.public.${other}'.*exportOnly`),
    );
  }
});

test('a name that RDS skipped one table of is not given to the other one', async () => {
  world.exportFile(`shop/public.items/1/${PART}`);
  world.exportFile(`shop/public.Orders/1/${PART}`);
  world.tablesInfo([{ target: 'shop.public.orders', status: 'SKIPPED' }]);
  const { files, lacking } = await world.planned();
  expect(files).toBe(1);
  expect(lacking.count).toBe(2);
});

test('an export that is gone says so', async () => {
  await expect(world.plan()).rejects.toMatchObject({ name: 'ExportMissingError' });
});

test('a source that is configured no more says so', async () => {
  world.source = { ...SOURCE, id: 'other' };
  await expect(world.plan()).rejects.toMatchObject({ name: 'SourceNotConfiguredError' });
});

test('a newer snapshot of the date keeps the partition', async () => {
  const newer = exportRef({ exportTaskId: 'later', snapshotTime: '2026-11-20T09:00:00.000Z' });
  world.exportFile(`shop/public.orders/1/${PART}`, 'new', newer);
  world.exportFile(`shop/public.orders/1/${PART}`);
  expect(await world.plan(newer)).toMatchObject({ outcome: 'PLANNED' });
  expect(await world.plan()).toMatchObject({ outcome: 'SUPERSEDED' });
  expect(await world.plan(newer)).toMatchObject({ outcome: 'PLANNED' });
  expect(world.s3.keys(WORK, `manifests/${exportRef().exportTaskId}/`)).toEqual([]);
});

it('writes nothing to the bucket that RDS exports to', async () => {
  world.exportFile('shop/public.orders/1/part-0.gz.parquet');
  const before = world.s3.keys(RAW, '');
  await world.planned();
  expect(world.s3.keys(RAW, '')).toEqual(before);
  expect(world.s3.keys(WORK, '')).toHaveLength(3);
});
