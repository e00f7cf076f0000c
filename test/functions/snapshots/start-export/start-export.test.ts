import type { SnapshotRequest } from '../../../../core/snapshots/events';
import type { StartExportResult } from '../../../../functions/snapshots/payloads';
import { createLedger, type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { awsError, lostResponse } from './fake-rds';
import { clusterArn, clusterSnapshotArn, createdEvent, settings, source, T0, World } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

async function world(sources = ['orders', 'users', 'stock'], exports = {}): Promise<World> {
  const all = sources.map((id) => source(id));
  return new World(dynamodb.client, await createLedger(dynamodb.client), settings(all, exports));
}

type Started = Extract<StartExportResult, { outcome: 'STARTED' }>;
const started = (result: StartExportResult): Started => {
  expect(result.outcome).toBe('STARTED');
  return result as Started;
};

const MINUTE = 60_000;

describe('a snapshot in an empty account', () => {
  it('is exported at once, under an id of its source and time', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    w.now += 25 * MINUTE;
    const result = started(await w.start(createdEvent(id), w.execution('a')));
    expect(result.export).toEqual({
      exportTaskId: 'orders-202611200200',
      sourceId: 'orders',
      sourceArn: clusterSnapshotArn(id),
      snapshotTime: '2026-11-20T02:00:00.000Z',
      date: '2026-11-20',
      bucket: 'raw',
      prefix: 'exports',
    });
    expect(result.waitSeconds).toBeGreaterThan(60);
    expect(await w.ledger.readQueue()).toEqual([]);
    expect((await w.ledger.readExport(result.export))?.status).toBe('EXPORTING');
  });

  it('takes its date from the snapshot, not from an event after midnight', async () => {
    const w = await world();
    const id = w.snapshot('orders', Date.parse('2026-11-19T23:59:30Z'));
    expect(started(await w.start(createdEvent(id), w.execution('a'))).export.date).toBe('2026-11-19');
  });

  it('exports only what the source says', async () => {
    const w = await world();
    w.settings = settings([source('orders', { exportOnly: ['shop.public'] })]);
    await w.start(createdEvent(w.snapshot('orders')), w.execution('a'));
    expect(w.rds.tasks[0]?.exportOnly).toEqual(['shop.public']);
  });

  it('is found by its ARN where RDS wants that', async () => {
    const w = await world();
    w.snapshot('orders', T0, 'awsbackup:job-1');
    w.rds.arnIsIdentifier = true;
    started(await w.start(createdEvent('awsbackup:job-1', 'RDS-EVENT-0075'), w.execution('a')));
  });

  it('of an instance has the time of the original, copied later', async () => {
    const w = await world();
    w.settings = settings([source('orders', { kind: 'rds-instance' })]);
    const arn = 'arn:aws:rds:eu-west-1:123456789012:snapshot:awsbackup:job-2';
    w.rds.snapshots.push({
      arn,
      identifier: 'awsbackup:job-2',
      kind: 'rds-instance',
      ownerId: 'orders',
      takenAt: new Date('2026-11-20T01:00:00Z'),
      originalTakenAt: new Date('2026-11-19T23:00:00Z'),
      status: 'available',
    });
    const detail = {
      SourceArn: arn,
      SourceIdentifier: 'awsbackup:job-2',
      SourceType: 'SNAPSHOT',
      EventID: 'RDS-EVENT-0197',
    } as const;
    const event = { source: 'aws.rds', 'detail-type': 'RDS DB Snapshot Event', detail } as const;
    expect(started(await w.start(event, w.execution('a'))).export.date).toBe('2026-11-19');
  });
});

describe('what is not ours', () => {
  it('is ignored: a manual snapshot of a database that is not configured', async () => {
    const w = await world();
    const id = w.snapshot('orders-archive', T0, 'before-upgrade');
    const result = await w.start(createdEvent(id, 'RDS-EVENT-0075'), w.execution('a'));
    expect(result).toMatchObject({ outcome: 'IGNORED', reason: 'UNKNOWN_SOURCE' });
    expect(w.rds.tasks).toEqual([]);
  });

  it.each([
    ['a live cluster', clusterArn('archive')],
    ['a snapshot that is named for its source', clusterSnapshotArn('rds:archive-2026-11-20-02-00')],
  ])('fails when it was asked for: %s', async (_what, sourceArn) => {
    const w = await world();
    await expect(w.start({ source: 'lakeferry', sourceArn }, w.execution('a'))).rejects.toMatchObject({
      name: 'UnknownSourceError',
      message: expect.stringMatching(/'archive'.* Sources are: orders, /),
    });
    expect(w.rds.calls).toEqual([]);
  });

  it('fails when it was asked for: a manual snapshot of a database that is not configured', async () => {
    const w = await world();
    const sourceArn = clusterSnapshotArn(w.snapshot('orders-archive', T0, 'before-upgrade'));
    await expect(w.start({ source: 'lakeferry', sourceArn }, w.execution('a'))).rejects.toMatchObject({
      name: 'UnknownSourceError',
      message: expect.stringContaining("before-upgrade belongs to 'orders-archive', which is no configured source"),
    });
  });

  it('is ignored: a look-alike, without asking RDS', async () => {
    const w = await world();
    const result = await w.start(createdEvent('rds:orders-archive-2026-11-20-02-00'), w.execution('a'));
    expect(result).toMatchObject({ outcome: 'IGNORED', reason: 'UNKNOWN_SOURCE' });
    expect(w.rds.calls).toEqual([]);
  });

  it('is a SnapshotGoneError when it was deleted before it was seen', async () => {
    const w = await world();
    await expect(w.start(createdEvent('rds:orders-2026-11-20-02-00'), w.execution('a'))).rejects.toMatchObject({
      name: 'SnapshotGoneError',
    });
  });

  it('leaves the queue when it is deleted while it waits', async () => {
    const w = await world(['orders', 'users'], { maxConcurrent: 1 });
    await w.start(createdEvent(w.snapshot('users')), w.execution('u'));
    const id = w.snapshot('orders');
    const execution = w.execution('a');
    expect(await w.start(createdEvent(id), execution)).toMatchObject({ outcome: 'NO_SLOT' });
    w.rds.snapshots.splice(1);
    w.now += 31 * MINUTE;
    await expect(w.start(createdEvent(id), execution)).rejects.toMatchObject({ name: 'SnapshotGoneError' });
    expect(await w.ledger.readQueue()).toEqual([]);
    expect((await w.ledger.readSlots()).claims).toEqual({});
  });
});

describe('an export from the live cluster', () => {
  const request: SnapshotRequest = {
    source: 'lakeferry',
    sourceArn: clusterArn('orders'),
    scheduledTime: '2026-11-20T02:00:00Z',
  };
  it('carries the planned time, so that a repeated delivery is a duplicate', async () => {
    const w = await world();
    const result = started(await w.start(request, w.execution('a')));
    expect(result.export.snapshotTime).toBe('2026-11-20T02:00:00.000Z');
    expect(await w.start(request, w.execution('b'))).toMatchObject({ outcome: 'IGNORED', reason: 'DUPLICATE' });
  });
});

describe('one snapshot, one export', () => {
  it('answers DUPLICATE to a second event, and names who has it', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    await w.start(createdEvent(id), w.execution('a'));
    const second = await w.start(createdEvent(id), w.execution('b'));
    expect(second).toMatchObject({ outcome: 'IGNORED', reason: 'DUPLICATE' });
    expect((second as { message: string }).message).toContain(':execution:export-snapshot:a');
    expect(w.rds.tasks).toHaveLength(1);
  });

  it('attaches when the same execution asks again', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    const execution = w.execution('a');
    const first = started(await w.start(createdEvent(id), execution));
    w.now += 10 * MINUTE;
    const again = started(await w.start(createdEvent(id), execution));
    expect(again.export).toEqual(first.export);
    expect(again.startedAt).toBe(first.startedAt);
    expect(w.rds.tasks).toHaveLength(1);
  });

  it('is taken over by a rerun, which continues the running task; the former owner becomes a duplicate', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    const dead = w.execution('dead');
    await w.start(createdEvent(id), dead);
    w.now += 5 * MINUTE;
    const request: SnapshotRequest = { source: 'lakeferry', sourceArn: clusterSnapshotArn(id), rerun: true };
    const rerun = w.execution('rerun');
    started(await w.start(request, rerun));
    expect(w.rds.tasks).toHaveLength(1);
    expect(await w.start(createdEvent(id), dead)).toMatchObject({ outcome: 'IGNORED', reason: 'DUPLICATE' });
    started(await w.start(request, rerun));
  });

  it('is exported afresh by a rerun after it was published, once', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    const { export: ref } = started(await w.start(createdEvent(id), w.execution('a')));
    w.now += 40 * MINUTE;
    await w.ledger.updateExport(ref, w.execution('a').executionArn, { status: 'PUBLISHED' });
    const request: SnapshotRequest = { source: 'lakeferry', sourceArn: clusterSnapshotArn(id), rerun: true };
    const rerun = w.execution('rerun');
    const again = started(await w.start(request, rerun));
    expect(again.export.exportTaskId).toBe('orders-202611200200-2');
    started(await w.start(request, rerun));
    expect(w.rds.tasks).toHaveLength(2);
  });

  it('is not exported again by a rerun while its files wait to be published', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    const { export: ref } = started(await w.start(createdEvent(id), w.execution('a')));
    w.now += 40 * MINUTE;
    const exportedAt = new Date(w.now).toISOString();
    await w.ledger.updateExport(ref, w.execution('a').executionArn, { status: 'EXPORTED', exportedAt });
    const request: SnapshotRequest = { source: 'lakeferry', sourceArn: clusterSnapshotArn(id), rerun: true };
    expect(started(await w.start(request, w.execution('rerun'))).export).toEqual(ref);
    w.now += 8 * 24 * 60 * MINUTE;
    const late = started(await w.start(request, w.execution('late')));
    expect(late.export.exportTaskId).toBe('orders-202611200200-2');
  });

  it('is exported again by a rerun when RDS says that its export lacks something', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    const { export: ref } = started(await w.start(createdEvent(id), w.execution('a')));
    w.now += 40 * MINUTE;
    const warning = '{"skippedTables":["shop.items"]}';
    await w.ledger.updateExport(ref, w.execution('a').executionArn, { status: 'EXPORTED', warning });
    const request: SnapshotRequest = { source: 'lakeferry', sourceArn: clusterSnapshotArn(id), rerun: true };
    const again = started(await w.start(request, w.execution('rerun')));
    expect(again.export.exportTaskId).toBe('orders-202611200200-2');
  });

  it('knows a copy of the same moment for the same data', async () => {
    const w = await world();
    await w.start(createdEvent(w.snapshot('orders')), w.execution('a'));
    const copy = w.snapshot('orders', T0, 'copy-of-orders');
    expect(await w.start(createdEvent(copy, 'RDS-EVENT-0075'), w.execution('b'))).toMatchObject({
      reason: 'DUPLICATE',
    });
  });

  it('is another snapshot when a manual name is used again', async () => {
    const w = await world();
    const first = w.snapshot('orders', T0, 'nightly');
    await w.start(createdEvent(first, 'RDS-EVENT-0075'), w.execution('a'));
    w.rds.snapshots.splice(0);
    w.now += 24 * 60 * MINUTE;
    w.snapshot('orders', w.now, 'nightly');
    const result = started(await w.start(createdEvent('nightly', 'RDS-EVENT-0075'), w.execution('b')));
    expect(result.export.date).toBe('2026-11-21');
  });
});

describe('order within one source', () => {
  it('is SUPERSEDED when a newer snapshot of its date went first', async () => {
    const w = await world();
    const older = w.snapshot('orders', T0);
    const newer = w.snapshot('orders', T0 + 60 * MINUTE);
    w.now = T0 + 61 * MINUTE;
    await w.start(createdEvent(newer), w.execution('newer'));
    expect(await w.start(createdEvent(older), w.execution('older'))).toMatchObject({ reason: 'SUPERSEDED' });
  });

  describe.each([
    // 15 January, 09:30 in Taipei, and 16 January, 01:00: one date of UTC, two of Taipei
    [
      'two dates of Taipei',
      'Asia/Taipei',
      '2026-01-15T01:30:00Z',
      '2026-01-15T17:00:00Z',
      ['2026-01-15', '2026-01-16'],
    ],
    ['one date of UTC', 'UTC', '2026-01-15T01:30:00Z', '2026-01-15T17:00:00Z', ['2026-01-15', '2026-01-15']],
    // 15 January, 20:00 in New York, and 23:00: two dates of UTC, one of New York
    [
      'one date of New York',
      'America/New_York',
      '2026-01-16T01:00:00Z',
      '2026-01-16T04:00:00Z',
      ['2026-01-15', '2026-01-15'],
    ],
    ['two dates of UTC', 'UTC', '2026-01-15T22:00:00Z', '2026-01-16T04:00:00Z', ['2026-01-15', '2026-01-16']],
    // the day of 25 hours in Madrid: from 22:00 UTC to 23:00 UTC a day later
    [
      'one long date of Madrid',
      'Europe/Madrid',
      '2026-10-24T22:10:00Z',
      '2026-10-25T22:50:00Z',
      ['2026-10-25', '2026-10-25'],
    ],
    // the day of 23 hours
    [
      'dates around a short one',
      'Europe/Madrid',
      '2026-03-28T22:50:00Z',
      '2026-03-29T22:10:00Z',
      ['2026-03-28', '2026-03-30'],
    ],
  ])('%s', (_what, timeZone, first, second, [ofFirst, ofSecond]) => {
    const play = async () => {
      const w = await world();
      w.settings = { ...w.settings, timeZone };
      const older = w.snapshot('orders', Date.parse(first));
      const newer = w.snapshot('orders', Date.parse(second));
      w.now = Date.parse(second) + MINUTE;
      const result = started(await w.start(createdEvent(newer), w.execution('newer')));
      w.now += 31 * MINUTE;
      return { date: result.export.date, older: await w.start(createdEvent(older), w.execution('older')) };
    };

    it('gives the newer snapshot its local date', async () => expect((await play()).date).toBe(ofSecond));

    it('supersedes the older snapshot if that is its date too', async () => {
      const { older } = await play();
      if (ofFirst === ofSecond) expect(older).toMatchObject({ reason: 'SUPERSEDED' });
      else expect(started(older).export.date).toBe(ofFirst);
    });
  });

  it('exports an older snapshot of another date all the same, after the running one', async () => {
    const w = await world();
    const older = w.snapshot('orders', T0 - 24 * 60 * MINUTE);
    await w.start(createdEvent(w.snapshot('orders', T0)), w.execution('newer'));
    const execution = w.execution('older');
    expect(await w.start(createdEvent(older), execution)).toMatchObject({ outcome: 'NO_SLOT' });
    w.now += 31 * MINUTE;
    started(await w.start(createdEvent(older), execution));
  });

  it('lets the older one of two that wait go first', async () => {
    const w = await world(['orders', 'users'], { maxConcurrent: 1, ranking: 'fifo' });
    await w.start(createdEvent(w.snapshot('users')), w.execution('u'));
    const older = w.snapshot('orders', T0);
    const newer = w.snapshot('orders', T0 + MINUTE);
    const [olderRun, newerRun] = [w.execution('older'), w.execution('newer')];
    await w.start(createdEvent(newer), newerRun);
    await w.start(createdEvent(older), olderRun);
    w.now += 31 * MINUTE;
    // both look: entries are overdue only two minutes after the planned look, so the older still counts once it has
    // looked
    const olderResult = await w.start(createdEvent(older), olderRun);
    const newerResult = await w.start(createdEvent(newer), newerRun);
    expect([olderResult.outcome, newerResult.outcome]).toEqual(['STARTED', 'NO_SLOT']);
  });
});

describe('slots', () => {
  it('are at most as many as configured, and foreign tasks count', async () => {
    const w = await world(['a', 'b', 'c'], { maxConcurrent: 3 });
    w.rds.tasks.push({ id: 'foreign', sourceArn: 'x', startedAt: T0 - MINUTE, endsAt: T0 + 90 * MINUTE });
    const results = [];
    for (const id of ['a', 'b', 'c']) results.push(await w.start(createdEvent(w.snapshot(id)), w.execution(id)));
    expect(results.map(({ outcome }) => outcome)).toEqual(['STARTED', 'STARTED', 'NO_SLOT']);
    expect(results[2]).toMatchObject({ rank: 1, waiting: 1 });
  });

  it('are kept by claims while RDS does not list the tasks yet', async () => {
    const w = await world(['a', 'b'], { maxConcurrent: 1 });
    w.rds.listLagMs = MINUTE;
    await w.start(createdEvent(w.snapshot('a')), w.execution('a'));
    expect(await w.start(createdEvent(w.snapshot('b')), w.execution('b'))).toMatchObject({ outcome: 'NO_SLOT' });
  });

  it('answers NO_SLOT when somebody else was faster at RDS, and gives the claim back', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    const execution = w.execution('a');
    w.rds.before = (command) => {
      if (command === 'StartExportTask') throw awsError('ExportTaskLimitReachedFault');
    };
    expect(await w.start(createdEvent(id), execution)).toMatchObject({ outcome: 'NO_SLOT', rank: 1 });
    expect((await w.ledger.readSlots()).claims).toEqual({});
    w.rds.before = () => {};
    w.now += MINUTE;
    expect(started(await w.start(createdEvent(id), execution)).export.exportTaskId).toBe('orders-202611200200');
  });

  it('do not wait for a dead execution, which may come back', async () => {
    const w = await world(['a', 'b', 'c'], { maxConcurrent: 1, ranking: 'fifo' });
    const [a, b, c] = ['a', 'b', 'c'].map((id) => createdEvent(w.snapshot(id)));
    await w.start(a!, w.execution('a'));
    w.now += 1000;
    const dead = w.execution('b');
    await w.start(b!, dead);
    w.now += 1000;
    await w.start(c!, w.execution('c'));
    w.now += 40 * MINUTE;
    started(await w.start(c!, w.execution('c')));
    w.now += 31 * MINUTE;
    started(await w.start(b!, { ...dead, redriveCount: 1 }));
  });

  it('are not held by a snapshot that is still being created', async () => {
    const w = await world(['a', 'b'], { maxConcurrent: 1, ranking: 'fifo' });
    const creating = w.snapshot('a');
    w.rds.snapshots[0]!.status = 'creating';
    const first = w.execution('a');
    expect(await w.start(createdEvent(creating), first)).toMatchObject({ outcome: 'NO_SLOT' });
    w.now += 1000;
    started(await w.start(createdEvent(w.snapshot('b', w.now)), w.execution('b')));
    w.rds.snapshots[0]!.status = 'available';
    w.now += 31 * MINUTE;
    started(await w.start(createdEvent(creating), first));
  });

  it('are refused by a snapshot that can never be exported', async () => {
    const w = await world();
    const id = w.snapshot('orders');
    w.rds.snapshots[0]!.status = 'failed';
    await expect(w.start(createdEvent(id), w.execution('a'))).rejects.toMatchObject({
      name: 'SourceNotExportableError',
      message: expect.stringContaining("'failed'"),
    });
    expect(await w.ledger.readQueue()).toEqual([]);
  });
});

describe('attempts', () => {
  async function failing() {
    const w = await world(['orders'], { attempts: 2 });
    const event = createdEvent(w.snapshot('orders'));
    const fail = () => {
      const task = w.rds.tasks.at(-1)!;
      task.failure = 'An unknown internal error occurred.';
      task.endsAt = w.now += 10 * MINUTE;
    };
    return { w, event, fail };
  }

  it('get a fresh task each, then throw what RDS said', async () => {
    const { w, event, fail } = await failing();
    const execution = w.execution('a');
    await w.start(event, execution);
    fail();
    expect(started(await w.start(event, execution)).export.exportTaskId).toBe('orders-202611200200-2');
    fail();
    const error = { name: 'ExportFailedError', message: expect.stringContaining('unknown internal error') };
    await expect(w.start(event, execution)).rejects.toMatchObject(error);
    await expect(w.start(event, execution)).rejects.toMatchObject(error);
    expect(w.rds.tasks).toHaveLength(2);
  });

  it('are granted as many again by each redrive', async () => {
    const { w, event, fail } = await failing();
    const execution = w.execution('a');
    for (const redriveCount of [0, 1, 2]) {
      for (let attempt = 0; attempt < 2; attempt++) {
        started(await w.start(event, { ...execution, redriveCount }));
        fail();
      }
      await expect(w.start(event, { ...execution, redriveCount })).rejects.toMatchObject({ name: 'ExportFailedError' });
    }
    expect(w.rds.tasks.map(({ id }) => id)).toEqual(
      ['', '-2', '-3', '-4', '-5', '-6'].map((ending) => `orders-202611200200${ending}`),
    );
  });

  it('count a task that vanished', async () => {
    const { w, event } = await failing();
    const execution = w.execution('a');
    await w.start(event, execution);
    w.rds.tasks.splice(0);
    w.now += 10 * MINUTE;
    expect(started(await w.start(event, execution)).export.exportTaskId).toBe('orders-202611200200-2');
  });

  it('do not count a name that another snapshot of the same minute has', async () => {
    const { w, event } = await failing();
    w.rds.tasks.push({ id: 'orders-202611200200', sourceArn: 'another', startedAt: T0 - MINUTE, endsAt: T0 });
    const execution = w.execution('a');
    expect(await w.start(event, execution)).toMatchObject({ outcome: 'NO_SLOT', waitSeconds: 1 });
    w.now += 1000;
    expect(started(await w.start(event, execution)).export.exportTaskId).toBe('orders-202611200200-2');
  });
});

describe('refusals of RDS', () => {
  it.each([
    ['Throttling', 'ServiceThrottledError'],
    ['IamRoleMissingPermissionsFault', 'IamRoleMissingPermissionsFault'],
    ['KMSKeyNotAccessibleFault', 'KMSKeyNotAccessibleFault'],
    ['AccessDenied', 'AccessDeniedError'],
  ])('%s is thrown as %s, the slot is free again, and a later call starts', async (code, name) => {
    const w = await world();
    const event = createdEvent(w.snapshot('orders'));
    const execution = w.execution('a');
    w.rds.before = (command) => {
      if (command === 'StartExportTask') throw awsError(code);
    };
    await expect(w.start(event, execution)).rejects.toMatchObject({ name });
    expect((await w.ledger.readSlots()).claims).toEqual({});
    w.rds.before = () => {};
    expect(started(await w.start(event, execution)).export.exportTaskId).toBe('orders-202611200200');
  });

  it('rejects input that is no trigger, naming what to give', async () => {
    const w = await world();
    await expect(w.start({ hello: 1 } as never, w.execution('a'))).rejects.toMatchObject({
      name: 'InvalidTriggerError',
      message: expect.stringContaining('sourceArn'),
    });
  });
});

describe('a response that is lost', () => {
  it.each(['StartExportTask', 'DescribeExportTasks', 'DescribeDBClusterSnapshots'])(
    'of %s leads to the same single export when the machine retries',
    async (lost) => {
      const w = await world();
      const event = createdEvent(w.snapshot('orders'));
      const execution = w.execution('a');
      let times = 1;
      w.rds.after = (command) => {
        if (command === lost && times-- > 0) throw lostResponse();
      };
      await expect(w.start(event, execution)).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
      w.now += 2000;
      started(await w.start(event, execution));
      expect(w.rds.tasks.map(({ id }) => id)).toEqual(['orders-202611200200']);
      expect(await w.ledger.readQueue()).toEqual([]);
    },
  );

  it('of any DynamoDB call leads to the same single export', async () => {
    for (let nth = 0; nth < 14; nth++) {
      const w = await world();
      const event = createdEvent(w.snapshot('orders'));
      const execution = w.execution('a');
      let calls = 0;
      const send = async (command: never) => {
        const answer = await dynamodb.client.send(command);
        if (calls++ === nth) throw lostResponse();
        return answer;
      };
      const flaky = w.handler({ dynamodb: { send } as never });
      await flaky({ trigger: event, execution }).catch((error: Error) =>
        expect(error.name).toBe('ServiceUnavailableError'),
      );
      w.now += 2000;
      started(await w.start(event, execution));
      expect(w.rds.tasks.map(({ id }) => id)).toEqual(['orders-202611200200']);
      expect(await w.ledger.readQueue()).toEqual([]);
    }
  });
});
