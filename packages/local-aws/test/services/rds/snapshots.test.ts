import { type Account, account, availableSnapshot, keysOf, minutes, request } from './rds-account';

let here: Account;
beforeEach(async () => {
  here = await account();
});
afterEach(() => here.rds.close());

const eventIds = ({ events }: Account): unknown[] => events.map((e) => e.detail.EventID);

describe('events', () => {
  it('announces an automated cluster snapshot in the shape of EventBridge, created after it was creating', async () => {
    const arn = await here.rds.createAutomatedSnapshot('orders', Date.parse('2026-11-20T01:58:30Z'));
    expect(eventIds(here)).toEqual(['RDS-EVENT-0168']);
    await minutes(here, 25);
    expect(arn).toBe('arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:rds:orders-2026-11-20-01-58');
    expect(here.events[1]).toEqual({
      source: 'aws.rds',
      'detail-type': 'RDS DB Cluster Snapshot Event',
      resources: [arn],
      detail: {
        EventCategories: ['backup'],
        SourceType: 'CLUSTER_SNAPSHOT',
        SourceArn: arn,
        Date: expect.stringMatching(/^2026-11-20T02:\d\d:\d\d\.\d{3}Z$/),
        SourceIdentifier: 'rds:orders-2026-11-20-01-58',
        Message: 'Automated cluster snapshot created',
        EventID: 'RDS-EVENT-0169',
        Tags: {},
      },
    });
    const { DBClusterSnapshots } = await here.call('DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: arn });
    expect(DBClusterSnapshots[0].SnapshotCreateTime).toEqual(new Date('2026-11-20T01:58:30Z'));
  });

  it.each([
    [
      'automated instance',
      () => here.rds.createAutomatedSnapshot('archive'),
      ['RDS-EVENT-0090', 'RDS-EVENT-0091'],
      'creation',
      'SNAPSHOT',
    ],
    [
      'backup cluster',
      () => here.rds.createBackupSnapshot('orders'),
      ['RDS-EVENT-0074', 'RDS-EVENT-0075'],
      'backup',
      'CLUSTER_SNAPSHOT',
    ],
    [
      'backup instance',
      () => here.rds.createBackupSnapshot('archive'),
      ['RDS-EVENT-0040', 'RDS-EVENT-0042'],
      'creation',
      'SNAPSHOT',
    ],
    [
      'manual cluster',
      () =>
        here.call('CreateDBClusterSnapshot', {
          DBClusterIdentifier: 'orders',
          DBClusterSnapshotIdentifier: 'Before-Move',
        }),
      ['RDS-EVENT-0074', 'RDS-EVENT-0075'],
      'backup',
      'CLUSTER_SNAPSHOT',
    ],
    [
      'manual instance',
      () => here.call('CreateDBSnapshot', { DBInstanceIdentifier: 'archive', DBSnapshotIdentifier: 'before-move' }),
      ['RDS-EVENT-0040', 'RDS-EVENT-0042'],
      'creation',
      'SNAPSHOT',
    ],
  ])('%s', async (_what, take, ids, category, sourceType) => {
    await take();
    await minutes(here, 25);
    expect(eventIds(here)).toEqual(ids);
    for (const { detail } of here.events)
      expect(detail).toMatchObject({ EventCategories: [category], SourceType: sourceType });
  });

  it('names AWS Backup snapshots by a job, not by their database', async () => {
    expect(await here.rds.createBackupSnapshot('orders')).toMatch(/:cluster-snapshot:awsbackup:job-[0-9a-f-]{36}$/);
  });
});

describe('describing', () => {
  it('goes from creating to available', async () => {
    const arn = await here.rds.createAutomatedSnapshot('orders');
    const state = async () =>
      (await here.call('DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: arn })).DBClusterSnapshots[0];
    expect(await state()).toMatchObject({
      Status: 'creating',
      PercentProgress: 0,
      DBClusterIdentifier: 'orders',
      SnapshotType: 'automated',
    });
    await minutes(here, 25);
    expect(await state()).toMatchObject({ Status: 'available', PercentProgress: 100, Engine: 'aurora-postgresql' });
  });

  it('finds an automated snapshot by identifier only with its type', async () => {
    const arn = await availableSnapshot(here);
    const id = arn.split(':').slice(6).join(':');
    const found = { DBClusterSnapshots: [{ DBClusterSnapshotArn: arn }] };
    expect(
      await here.call('DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: id, SnapshotType: 'automated' }),
    ).toMatchObject(found);
    expect(await here.call('DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: arn })).toMatchObject(found);
    for (const SnapshotType of [undefined, 'manual']) {
      const call = here.call('DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: id, SnapshotType });
      await expect(call).rejects.toMatchObject({ code: 'DBClusterSnapshotNotFoundFault', options: { status: 404 } });
    }
  });

  it('keeps clusters and instances, sources and types apart', async () => {
    await here.rds.createAutomatedSnapshot('orders');
    await here.rds.createAutomatedSnapshot('orders-eu');
    await here.rds.createBackupSnapshot('orders');
    await here.rds.createAutomatedSnapshot('archive');
    const count = async (input: object) =>
      (await here.call('DescribeDBClusterSnapshots', input)).DBClusterSnapshots.length;
    expect(await count({})).toBe(3);
    expect(await count({ DBClusterIdentifier: 'orders' })).toBe(2);
    expect(await count({ DBClusterIdentifier: 'orders', SnapshotType: 'awsbackup' })).toBe(1);
    expect(await count({ Filters: [{ Name: 'db-cluster-id', Values: ['orders-eu', 'archive'] }] })).toBe(1);
    expect(await count({ Filters: [{ Name: 'snapshot-type', Values: ['Automated'] }] })).toBe(0);
    expect((await here.call('DescribeDBSnapshots', {})).DBSnapshots).toHaveLength(1);
  });

  it.each([
    [{ MaxRecords: 19 }, 'InvalidParameterValue'],
    [{ MaxRecords: 101 }, 'InvalidParameterValue'],
    [{ Marker: 'nonsense' }, 'InvalidParameterValue'],
    [{ SnapshotType: 'nightly' }, 'InvalidParameterValue'],
    [{ Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue'],
    [{ DBClusterIdentifier: 'orders', DBClusterSnapshotIdentifier: 'x' }, 'InvalidParameterCombination'],
    [{ DBClusterSnapshotIdentifier: 'nowhere' }, 'DBClusterSnapshotNotFoundFault'],
  ])('refuses %j', async (input, code) => {
    await expect(here.call('DescribeDBClusterSnapshots', input)).rejects.toMatchObject({ code });
  });

  it('hands out pages', async () => {
    const start = Date.parse('2026-11-01T00:00:00Z');
    for (let day = 0; day < 23; day++) await here.rds.createAutomatedSnapshot('orders', start + day * 86_400_000);
    const first = await here.call('DescribeDBClusterSnapshots', { MaxRecords: 20 });
    const second = await here.call('DescribeDBClusterSnapshots', { MaxRecords: 20, Marker: first.Marker });
    expect([first.DBClusterSnapshots.length, second.DBClusterSnapshots.length, second.Marker]).toEqual([
      20,
      3,
      undefined,
    ]);
  });
});

describe('creating and deleting', () => {
  const cluster = { DBClusterIdentifier: 'orders', DBClusterSnapshotIdentifier: 'mine' };
  it.each([
    ['CreateDBClusterSnapshot', { ...cluster, DBClusterIdentifier: 'nowhere' }, 'DBClusterNotFoundFault'],
    ['CreateDBClusterSnapshot', { ...cluster, DBClusterIdentifier: 'archive' }, 'DBClusterNotFoundFault'],
    ['CreateDBClusterSnapshot', { ...cluster, DBClusterSnapshotIdentifier: 'rds:mine' }, 'InvalidParameterValue'],
    ['CreateDBClusterSnapshot', { DBClusterIdentifier: 'orders' }, 'MissingParameter'],
    ['CreateDBSnapshot', { DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'mine' }, 'DBInstanceNotFoundFault'],
    ['DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: 'mine' }, 'DBClusterSnapshotNotFoundFault'],
    ['DeleteDBSnapshot', { DBSnapshotIdentifier: 'mine' }, 'DBSnapshotNotFoundFault'],
    ['DescribeDBClusters', { DBClusterIdentifier: 'archive' }, 'DBClusterNotFoundFault'],
    ['DescribeDBInstances', { DBInstanceIdentifier: 'orders' }, 'DBInstanceNotFoundFault'],
  ])('%s %j is %s', async (operation, input, code) => {
    await expect(here.call(operation, input)).rejects.toMatchObject({ code });
  });

  it('takes a name once, and again after deletion', async () => {
    await here.call('CreateDBClusterSnapshot', cluster);
    await expect(here.call('CreateDBClusterSnapshot', cluster)).rejects.toMatchObject({
      code: 'DBClusterSnapshotAlreadyExistsFault',
    });
    await expect(here.call('DeleteDBClusterSnapshot', cluster)).rejects.toMatchObject({
      code: 'InvalidDBClusterSnapshotStateFault',
    });
    await minutes(here, 25);
    await here.call('DeleteDBClusterSnapshot', cluster);
    expect((await here.call('DescribeDBClusterSnapshots', {})).DBClusterSnapshots).toEqual([]);
    await here.call('CreateDBClusterSnapshot', cluster);
    expect(here.databases.freezes).toBe(2);
  });

  it('does not delete automated snapshots', async () => {
    const arn = await availableSnapshot(here);
    const call = here.call('DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier: arn });
    await expect(call).rejects.toMatchObject({ code: 'InvalidDBClusterSnapshotStateFault' });
  });

  it('lets an export finish whose snapshot is deleted meanwhile', async () => {
    await here.call('CreateDBClusterSnapshot', cluster);
    await minutes(here, 25);
    const { DBClusterSnapshots } = await here.call('DescribeDBClusterSnapshots', {});
    await here.call('StartExportTask', request(DBClusterSnapshots[0].DBClusterSnapshotArn));
    await here.call('DeleteDBClusterSnapshot', cluster);
    await minutes(here, 120);
    expect(keysOf(here).filter((key) => key.endsWith('.parquet'))).toHaveLength(1);
  });

  it('says what clusters and instances there are', async () => {
    const { DBClusters } = await here.call('DescribeDBClusters', {});
    const { DBInstances } = await here.call('DescribeDBInstances', {});
    expect(DBClusters).toContainEqual(
      expect.objectContaining({ DBClusterIdentifier: 'legacy', Engine: 'aurora-mysql' }),
    );
    expect(DBInstances).toEqual([
      expect.objectContaining({ DBInstanceIdentifier: 'archive', Engine: 'postgres', DBName: 'shop' }),
    ]);
  });
});

it('counts the rows of a snapshot', async () => {
  const arn = await here.rds.createAutomatedSnapshot('orders');
  expect(await here.rds.rowsInSnapshot(arn)).toEqual({ 'shop.public.orders': 3 });
  await expect(here.rds.rowsInSnapshot('nowhere')).rejects.toThrow("There is no snapshot 'nowhere'");
});

it('holds on to what was frozen when the database changes', async () => {
  const before = await here.rds.createAutomatedSnapshot('orders');
  here.databases.tables = [];
  expect(await here.rds.rowsInSnapshot(before)).toEqual({ 'shop.public.orders': 3 });
});

it('finishes the creation of a snapshot that a killed process began', async () => {
  const arn = await here.rds.createAutomatedSnapshot('orders');
  await here.rds.close();
  here = await account(undefined, here);
  await minutes(here, 25);
  expect(eventIds(here)).toEqual(['RDS-EVENT-0169']);
  expect(await here.rds.rowsInSnapshot(arn)).toEqual({ 'shop.public.orders': 3 });
});
