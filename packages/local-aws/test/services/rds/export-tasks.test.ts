import {
  type Account,
  account,
  availableSnapshot,
  finished,
  keysOf,
  minutes,
  ORDERS,
  reading,
  request,
} from './rds-account';

let here: Account;
let snapshot: string;
beforeEach(async () => {
  here = await account();
  snapshot = await availableSnapshot(here);
});
afterEach(() => here.rds.close());

const start = (input: object) => here.call('StartExportTask', { ...request(snapshot), ...input });
const describeTasks = async (input: object = {}) => (await here.call('DescribeExportTasks', input)).ExportTasks;
const clusterArn = (id: string) => `arn:aws:rds:eu-west-1:111111111111:cluster:${id}`;

describe('StartExportTask refuses', () => {
  it.each([
    [{ ExportTaskIdentifier: undefined }, 'MissingParameter'],
    [{ ExportTaskIdentifier: 'rds:orders' }, 'InvalidParameterValue'],
    [{ ExportTaskIdentifier: '1-orders' }, 'InvalidParameterValue'],
    [{ ExportTaskIdentifier: 'orders-' }, 'InvalidParameterValue'],
    [{ ExportTaskIdentifier: 'orders--1' }, 'InvalidParameterValue'],
    [{ ExportTaskIdentifier: 'o'.repeat(61) }, 'InvalidParameterValue'],
    [{ S3Prefix: 'exports:2026' }, 'InvalidParameterValue'],
    [{ S3Prefix: 'p'.repeat(61) }, 'InvalidParameterValue'],
    [{ SourceArn: 'orders' }, 'InvalidParameterValue'],
    [{ SourceArn: 'arn:aws:rds:eu-west-1:111111111111:db:archive' }, 'InvalidParameterValue'],
    [{ SourceArn: 'arn:aws:rds:eu-west-1:111111111111:snapshot:nowhere' }, 'DBSnapshotNotFoundFault'],
    [{ SourceArn: 'arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:nowhere' }, 'DBClusterSnapshotNotFoundFault'],
    [{ SourceArn: clusterArn('nowhere') }, 'DBClusterNotFoundFault'],
    [{ S3BucketName: 'elsewhere' }, 'InvalidS3BucketFault'],
    [{ IamRoleArn: 'export' }, 'IamRoleNotFoundFault'],
    [
      { KmsKeyId: 'arn:aws:kms:us-east-1:111111111111:key/00000000-0000-4000-8000-000000000000' },
      'KMSKeyNotAccessibleFault',
    ],
    [{ KmsKeyId: 'a key' }, 'KMSKeyNotAccessibleFault'],
    [{ ExportOnly: ['shop.public.orders.id'] }, 'InvalidExportOnlyFault'],
    [{ ExportOnly: ['shop.my-schema'] }, 'InvalidExportOnlyFault'],
    [{ ExportOnly: ['shop', 'shop.public.nothing'] }, 'InvalidExportOnlyFault'],
    [{ ExportOnly: [`shop.${'x'.repeat(205_000)}`] }, 'InvalidExportOnlyFault'],
  ])('%j', async (input, code) => {
    await expect(start(input)).rejects.toMatchObject({ name: 'ServiceError', code });
    expect(await describeTasks()).toEqual([]);
  });

  it.each(['o'.repeat(60), 'a', 'Orders-1-b2'])('not the identifier %s', async (ExportTaskIdentifier) => {
    expect(await start({ ExportTaskIdentifier })).toMatchObject({
      ExportTaskIdentifier,
      Status: 'STARTING',
      PercentProgress: 0,
    });
  });

  it.each(['alias/lake', '00000000-0000-4000-8000-000000000000'])('not the key %s', async (KmsKeyId) => {
    expect(await start({ KmsKeyId })).toMatchObject({ KmsKeyId });
  });

  it('a snapshot that is still being created', async () => {
    const SourceArn = await here.rds.createAutomatedSnapshot('stock');
    await expect(start({ SourceArn })).rejects.toMatchObject({ code: 'InvalidExportSourceStateFault' });
  });

  it('a name that was taken, whatever became of the task', async () => {
    await start({});
    await finished(here);
    await expect(start({})).rejects.toMatchObject({ code: 'ExportTaskAlreadyExistsFault' });
    expect(await start({ ExportTaskIdentifier: 'task-2' })).toMatchObject({ Status: 'STARTING' });
  });

  it('a snapshot that is being exported, also when both calls come at once', async () => {
    const calls = ['task-1', 'task-2'].map((ExportTaskIdentifier) => start({ ExportTaskIdentifier }));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'InvalidExportSourceStateFault' } });
  });

  it('the sixth export, whoever runs the other five, until one is over', async () => {
    await here.rds.startForeignTask(3_600_000);
    const clusters = ['orders-eu', 'stock', 'staff', 'visits', 'taxes'];
    const calls = clusters.map((id) => start({ SourceArn: clusterArn(id), ExportTaskIdentifier: `live-${id}` }));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(4);
    expect(outcomes[4]).toMatchObject({
      reason: {
        code: 'ExportTaskLimitReachedFault',
        message: 'You have reached the limit of 5 concurrent export tasks',
      },
    });
    await here.call('CancelExportTask', { ExportTaskIdentifier: 'live-stock' });
    await expect(start({})).rejects.toMatchObject({ code: 'ExportTaskLimitReachedFault' });
    await minutes(here, 2);
    expect(await start({})).toMatchObject({ Status: 'STARTING' });
  });

  it('when a fault says that the limit is reached', async () => {
    here.faults.inject({ name: 'limit-reached', target: 'rds:StartExportTask' });
    await expect(start({})).rejects.toMatchObject({ code: 'ExportTaskLimitReachedFault' });
    expect(await start({})).toMatchObject({ Status: 'STARTING' });
  });
});

describe('a task', () => {
  it('starts for 12 to 15 minutes, makes progress, and completes', async () => {
    const startedAt = here.clock.now();
    await start({});
    const seen: [number, string, number][] = [];
    for (let i = 0; i < 120; i++) {
      const [task] = await describeTasks();
      seen.push([(here.clock.now() - startedAt) / 60_000, task.Status, task.PercentProgress]);
      if (task.Status === 'COMPLETE') break;
      await minutes(here, 0.25);
    }
    expect([...new Set(seen.map(([, status]) => status))]).toEqual(['STARTING', 'IN_PROGRESS', 'COMPLETE']);
    const running = seen.filter(([, status]) => status === 'IN_PROGRESS');
    expect(running[0]![0]).toBeGreaterThanOrEqual(12);
    expect(running[0]![0]).toBeLessThanOrEqual(15.25);
    const percents = seen.map(([, , percent]) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(new Set(percents).size).toBeGreaterThan(4);
    expect(percents.at(-1)).toBe(100);
  });

  it('answers what it was asked for, in the names of the answer', async () => {
    await start({ ExportOnly: ['shop.public'] });
    expect(await finished(here)).toEqual({
      ExportTaskIdentifier: 'task-1',
      SourceArn: snapshot,
      SourceType: 'SNAPSHOT',
      ExportOnly: ['shop.public'],
      SnapshotTime: new Date('2026-11-20T02:00:00Z'),
      TaskStartTime: expect.any(Date),
      TaskEndTime: expect.any(Date),
      S3Bucket: 'raw',
      S3Prefix: 'exports',
      IamRoleArn: 'arn:aws:iam::111111111111:role/export',
      KmsKeyId: request('').KmsKeyId,
      Status: 'COMPLETE',
      PercentProgress: 100,
      TotalExtractedDataInGB: 0,
      FailureCause: undefined,
      WarningMessage: undefined,
    });
    expect(here.events.at(-1)).toMatchObject({
      resources: [snapshot],
      detail: {
        EventID: 'RDS-EVENT-0164',
        EventCategories: ['notification'],
        SourceArn: snapshot,
        Message: 'The cluster snapshot export task completed',
      },
    });
  });

  it.each([
    ['archive', 'RDS-EVENT-0161', 'RDS DB Snapshot Event'],
    ['stock', 'RDS-EVENT-0164', 'RDS DB Cluster Snapshot Event'],
  ])('of %s ends with %s', async (source, id, type) => {
    await start({ SourceArn: await availableSnapshot(here, source) });
    await finished(here);
    expect(here.events.at(-1)).toMatchObject({ 'detail-type': type, detail: { EventID: id } });
  });

  it('takes a live cluster as it is when it starts', async () => {
    await start({ SourceArn: clusterArn('orders') });
    here.databases.tables = [];
    expect(await finished(here)).toMatchObject({ SourceType: 'CLUSTER', SnapshotTime: undefined, Status: 'COMPLETE' });
    expect(keysOf(here).filter((key) => key.endsWith('.parquet'))).toHaveLength(1);
    expect(here.events.at(-1)).toMatchObject({
      'detail-type': 'RDS DB Cluster Event',
      detail: {
        EventID: 'RDS-EVENT-0236',
        SourceType: 'CLUSTER',
        SourceIdentifier: 'orders',
        Message: 'Export task completed',
      },
    });
  });

  it('fails when a fault says so, after part of the data was written', async () => {
    here.faults.inject({ name: 'export-failed', target: 'orders' });
    await start({});
    expect(await finished(here)).toMatchObject({
      Status: 'FAILED',
      FailureCause: 'An unknown internal error occurred.',
    });
    expect(keysOf(here).filter((key) => key.includes('export_info'))).toEqual([]);
    expect(here.events.at(-1)).toMatchObject({
      detail: { EventID: 'RDS-EVENT-0162', Message: 'The cluster snapshot export task failed' },
    });
    await start({ ExportTaskIdentifier: 'task-2' });
    expect(await finished(here, 'task-2')).toMatchObject({ Status: 'COMPLETE' });
  });

  it('is cancelled in two steps and leaves what was written', async () => {
    await start({});
    await reading(here);
    expect(await here.call('CancelExportTask', { ExportTaskIdentifier: 'task-1' })).toMatchObject({
      Status: 'CANCELING',
    });
    await expect(here.call('CancelExportTask', { ExportTaskIdentifier: 'task-1' })).rejects.toMatchObject({
      code: 'InvalidExportTaskStateFault',
    });
    expect(await finished(here)).toMatchObject({ Status: 'CANCELED' });
    expect(keysOf(here).filter((key) => key.endsWith('.parquet'))).toHaveLength(1);
    expect(here.events.at(-1)).toMatchObject({ detail: { EventID: 'RDS-EVENT-0163' } });
    await expect(here.call('CancelExportTask', { ExportTaskIdentifier: 'task-1' })).rejects.toMatchObject({
      code: 'InvalidExportTaskStateFault',
    });
    await expect(here.call('CancelExportTask', { ExportTaskIdentifier: 'task-9' })).rejects.toMatchObject({
      code: 'ExportTaskNotFoundFault',
    });
  });

  it('takes longer the more there is to read, and as long every time', async () => {
    const durations: number[] = [];
    for (const rows of [10, 10, 100_000]) {
      const there = await account([{ ...ORDERS, csv: '1,"x"\n'.repeat(rows) }]);
      await there.call('StartExportTask', request(await availableSnapshot(there)));
      const { TaskStartTime, TaskEndTime } = await finished(there);
      durations.push(TaskEndTime - TaskStartTime);
      await there.rds.close();
    }
    expect(durations[1]).toBe(durations[0]);
    expect(durations[2]).toBeGreaterThan(durations[0]!);
  });
});

describe('DescribeExportTasks', () => {
  it('filters by lower-case status, bucket, source and name', async () => {
    await start({});
    await here.rds.startForeignTask(600_000);
    const ids = async (...Filters: { Name: string; Values: string[] }[]) =>
      (await describeTasks({ Filters })).map((t: { ExportTaskIdentifier: string }) => t.ExportTaskIdentifier);
    expect(await ids({ Name: 'status', Values: ['starting', 'in_progress'] })).toEqual(['foreign-1', 'task-1']);
    expect(await ids({ Name: 'status', Values: ['STARTING'] })).toEqual([]);
    expect(await ids({ Name: 's3-bucket', Values: ['raw'] })).toEqual(['task-1']);
    expect(await ids({ Name: 'source-arn', Values: [snapshot] }, { Name: 'status', Values: ['complete'] })).toEqual([]);
    expect(await ids({ Name: 'export-task-identifier', Values: ['task-1', 'task-2'] })).toEqual(['task-1']);
    expect(await describeTasks({ SourceArn: snapshot, SourceType: 'SNAPSHOT' })).toHaveLength(1);
    expect(await describeTasks({ SourceType: 'CLUSTER' })).toEqual([]);
  });

  it.each([
    [{ Filters: [{ Name: 'Status', Values: ['starting'] }] }, 'InvalidParameterValue'],
    [{ MaxRecords: 19 }, 'InvalidParameterValue'],
    [{ MaxRecords: 101 }, 'InvalidParameterValue'],
    [{ SourceType: 'TABLE' }, 'InvalidParameterValue'],
    [{ ExportTaskIdentifier: 'nothing' }, 'ExportTaskNotFoundFault'],
  ])('refuses %j', async (input, code) => {
    await expect(describeTasks(input)).rejects.toMatchObject({ code });
  });

  it('hands out pages', async () => {
    for (let i = 0; i < 22; i++) await here.rds.startForeignTask(60_000 * (i + 1));
    const first = await here.call('DescribeExportTasks', { MaxRecords: 20 });
    const second = await here.call('DescribeExportTasks', { MaxRecords: 20, Marker: first.Marker });
    expect([first.ExportTasks.length, second.ExportTasks.length, second.Marker]).toEqual([20, 2, undefined]);
  });
});

describe('after a kill', () => {
  it.each([
    ['STARTING', () => minutes(here, 1)],
    ['IN_PROGRESS', () => reading(here)],
  ])('a task that was %s goes on to the same files', async (status, elapse) => {
    await start({});
    await elapse();
    expect((await describeTasks())[0].Status).toBe(status);
    await here.rds.close();
    const before = here.objects.list('raw', '').filter((o) => o.key.endsWith('.parquet'));
    here = await account(undefined, here);
    expect((await describeTasks())[0].Status).toBe(status);
    expect(await finished(here)).toMatchObject({ Status: 'COMPLETE' });
    const files = here.objects.list('raw', '').filter((o) => o.key.endsWith('.parquet'));
    expect(files).toHaveLength(1);
    for (const file of before) expect(files).toContainEqual(file);
    expect(here.events.map((e) => e.detail.EventID)).toEqual(['RDS-EVENT-0164']);
  });

  it('names stay taken and slots used', async () => {
    await start({});
    await here.rds.startForeignTask(60_000);
    await here.rds.close();
    here = await account(undefined, here);
    expect(here.rds.runningExports()).toBe(2);
    await expect(start({})).rejects.toMatchObject({ code: 'ExportTaskAlreadyExistsFault' });
    await minutes(here, 60);
    expect(here.rds.runningExports()).toBe(0);
  });
});
