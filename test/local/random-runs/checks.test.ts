import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import type { EventDetails, StoredEvent } from '../../../packages/local-aws/engine/records/history';
import type { ExportRecord } from '../../../packages/local-aws/services/rds/exports/record';
import type { SnapshotRecord } from '../../../packages/local-aws/services/rds/snapshots/record';
import type { Write } from '../../../packages/local-aws/store';
import { SEEDS_OF_CI } from '../../window/window';
import type { Ending } from './ending';
import { judgeEnd } from './judge-end';
import { play } from './play';
import { scenarioOf } from './scenario';
import { ExportWatch } from './watch-exports';
import { LakeWatch } from './watch-lake';

const HOUR_MS = 3_600_000;
const execution = (arn: string, machine: string, input: unknown, more: Partial<ExecutionRecord> = {}) =>
  ({
    arn,
    name: arn,
    stateMachineName: `lakeferry-${machine}`,
    input: JSON.stringify(input),
    redriveCount: 0,
    ...more,
  }) as ExecutionRecord;
const run = (arn: string, sourceArn: string, more: Partial<ExecutionRecord> = {}) =>
  execution(arn, 'export-snapshot', { detail: { SourceArn: sourceArn } }, more);
const kept = (record: ExecutionRecord): Write => ({ namespace: 'states/executions', key: record.arn, value: record });
const event = (arn: string, type: string, details: EventDetails = {}): Write => {
  const stored: StoredEvent = [1, 0, type, 0, details];
  return { namespace: `states/events/${arn}`, key: '1', value: [stored] };
};
const snapshot = (arn: string, sourceId: string, createdAt: number) => ({ arn, sourceId, createdAt }) as SnapshotRecord;

describe('exports', () => {
  const task = (id: string, more: Partial<ExportRecord> = {}): Write => ({
    namespace: 'rds-exports',
    key: id,
    value: {
      id,
      sourceArn: `arn:${id}`,
      snapshotTime: HOUR_MS,
      bucket: 'raw',
      status: 'STARTING',
      startedAt: 1,
      reads: { owner: id, sourceId: id },
      ...more,
    },
  });
  const ofOne = (sourceArn: string, snapshotTime: number, more: Partial<ExportRecord> = {}): Partial<ExportRecord> => ({
    sourceArn,
    snapshotTime,
    reads: { owner: sourceArn, sourceId: 'orders', engine: 'postgres', layout: 'batched' },
    ...more,
  });
  const ended = { status: 'COMPLETE' } as const;
  const watched = (maxConcurrent: number, writes: Write[], rerun: string[] = []): string[] => {
    const watch = new ExportWatch({ maxConcurrent, isOurs: ({ bucket }) => bucket === 'raw', rerun: new Set(rerun) });
    for (const write of writes) watch.see(write);
    return watch.violations;
  };
  const waits = [
    { namespace: 'rds-snapshots', key: 'arn:old', value: snapshot('arn:old', 'orders', 1) },
    kept(run('waiting', 'arn:old')),
    event('waiting', 'WaitStateEntered', { name: 'WaitForSlot' }),
  ];

  it.each<[string, string[], RegExp]>([
    ['too many of ours', watched(1, [task('a'), task('b')]), /b is started as number 2 of ours, beside 0 of others/],
    [
      'others take the slots',
      watched(1, [task('a', { bucket: 'other', startedAt: 0 }), task('b')]),
      /number 1 of ours, beside 1 of others; 1 may run/,
    ],
    [
      'more than the account may',
      watched(
        9,
        ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => task(id)),
      ),
      /6 exports run in the account/,
    ],
    ['exported twice', watched(5, [task('a', ofOne('arn:s', 1, ended)), task('b', ofOne('arn:s', 1))]), /twice/],
    [
      'an older snapshot of the date after a newer one',
      watched(5, [task('new', ofOne('arn:new', 2, ended)), task('old', ofOne('arn:old', 1))]),
      /arn:old is exported after arn:new, which is newer/,
    ],
    [
      'two snapshots of one database at once',
      watched(5, [task('old', ofOne('arn:old', 1)), task('new', ofOne('arn:new', 2))]),
      /arn:new is exported while arn:old of the same database is/,
    ],
    [
      'an older snapshot waits',
      watched(5, [...waits, task('new', ofOne('arn:new', 2))]),
      /arn:new is exported while arn:old, which is older, waits/,
    ],
  ])('%s', (_, violations, expected) => {
    expect(violations).toEqual([expect.stringMatching(expected)]);
  });

  it('may do what is allowed', () => {
    const failed = task('a', ofOne('arn:s', 1, { status: 'FAILED' }));
    expect(watched(1, [failed, task('b', ofOne('arn:s', 1))])).toEqual([]);
    expect(watched(1, [task('a', ofOne('arn:s', 1, ended)), task('b', ofOne('arn:s', 1))], ['arn:s'])).toEqual([]);
    const older = task('a', ofOne('arn:old', 1, ended));
    expect(watched(1, [...waits, event('waiting', 'WaitStateExited'), older])).toEqual([]);
    expect(watched(1, [older, task('b', ofOne('arn:new', 2))])).toEqual([]);
  });
});

describe('the lake', () => {
  const object = (name: string, size: number): Write => {
    const key = `orders/shop/items/date=2026-01-15/${name}`;
    const value = { bucket: 'lake', key, versionId: 'null', sequence: 1, size };
    return { namespace: 's3-versions', key: `lake/null/${key}`, value };
  };
  const says = (state: string, snapshotTime: string, answer: unknown): Write[] => {
    const exported = { sourceId: 'orders', date: '2026-01-15', snapshotTime, exportTaskId: snapshotTime };
    return [
      kept(execution(`publish-${snapshotTime}`, 'publish-export', { export: exported })),
      event(`publish-${snapshotTime}`, 'TaskStateExited', { name: state, output: JSON.stringify(answer) }),
    ];
  };
  const plans = (time: string) => says('PlanCopy', time, { outcome: 'PLANNED', skippedTables: 0 });
  const commits = (time: string, files: number, bytes: number) =>
    says('CommitPartitions', time, { outcome: 'COMMITTED', files, bytes });
  const watched = (...writes: Write[]): string[] => {
    const watch = new LakeWatch(() => 'lake');
    for (const write of writes) watch.see(write);
    return watch.violations;
  };

  it('goes back', () => {
    const [goesBack] = watched(object('a', 7), ...commits('09:00', 1, 7), ...commits('08:00', 1, 7));
    expect(goesBack).toBe('orders 2026-01-15 went back from the snapshot of 09:00 to that of 08:00');
  });

  it.each<[string, Write[], number]>([
    ['lacks a file', [], 0],
    ['holds an orphan', [object('a', 7), object('b', 7)], 2],
    ['holds another file', [object('a', 8)], 1],
  ])('%s', (_, objects, count) => {
    const violation = expect.stringMatching(`holds ${count} files of .* committed 1 of 7`);
    expect(watched(...objects, ...plans('08:00'), ...commits('08:00', 1, 7))).toEqual([violation]);
  });

  it('may hold what is committed, and beside it what is copied from a newer snapshot', () => {
    const gone: Write = { namespace: 's3-versions', key: object('b', 9).key, deleted: true };
    expect(watched(object('a', 7), object('b', 9), gone, ...plans('08:00'), ...commits('08:00', 1, 7))).toEqual([]);
    expect(watched(object('a', 7), ...plans('09:00'), object('b', 9), ...commits('08:00', 1, 7))).toEqual([]);
  });
});

describe('the end', () => {
  const output = (outcome: string, reason?: string) => JSON.stringify({ outcome, reason });
  const good = run('good', 'arn:s', { status: 'SUCCEEDED', output: output('PUBLISHED') });
  const item = { pk: 'SOURCE#orders', sk: 'EXPORT#08:00', sourceArn: 'arn:s', status: 'PUBLISHED' };
  const partition = {
    place: 'orders 2026-01-15',
    table: 'items',
    rowsInSnapshot: 3,
    rowsInLake: 3,
    isInCatalog: true,
    skippedTables: 0,
  };
  const ending: Ending = {
    executions: [good],
    running: [],
    items: [item],
    claims: { over: { claimedAt: 0, sourceId: 'orders', expectedSeconds: 60 } },
    partitions: [partition],
    diary: { snapshots: new Map([['arn:s', snapshot('arn:s', 'orders', 0)]]), gone: new Set() },
    rerun: new Set(),
    now: HOUR_MS,
  };
  const failed = run('bad', 'arn:s', { status: 'FAILED', error: 'SnapshotGoneError', cause: 'c', redriveCount: 1 });

  it('is good', () => expect(judgeEnd(ending)).toEqual([]));

  it.each<[string, Partial<Ending>, RegExp]>([
    ['still runs', { running: [good] }, /good still runs/],
    ['failed', { executions: [good, failed] }, /bad ended FAILED: SnapshotGoneError: c/],
    ['no outcome', { executions: [{ ...good, output: '{}' }] }, /good ended in 'none'/],
    ['published twice', { executions: [good, good] }, /arn:s is published by two executions/],
    ['lost snapshot', { items: [] }, /arn:s has 0 items/],
    ['doubled snapshot', { items: [item, item] }, /arn:s has 2 items/],
    ['unfinished snapshot', { items: [{ ...item, status: 'EXPORTED' }] }, /arn:s ended EXPORTED/],
    ['left in line', { items: [item, { pk: 'QUEUE', sk: 'orders#1' }] }, /orders#1 still waits/],
    [
      'slot kept',
      { claims: { t: { claimedAt: HOUR_MS, sourceId: 'orders', expectedSeconds: 60 } } },
      /t still holds a slot/,
    ],
    ['lost rows', { partitions: [{ ...partition, rowsInLake: 2 }] }, /2 rows in the lake, 3 in the snapshot/],
    ['doubled rows', { partitions: [{ ...partition, rowsInLake: 6 }] }, /6 rows in the lake, 3 in the snapshot/],
    ['not to be found', { partitions: [{ ...partition, isInCatalog: false }] }, /items is not in the catalog/],
  ])('%s', (_, doctored, expected) => {
    expect(judgeEnd({ ...ending, ...doctored })).toEqual([expect.stringMatching(expected)]);
  });

  it('may be that a snapshot is gone, and that RDS skipped a table', () => {
    const diary = { ...ending.diary, gone: new Set(['arn:s']) };
    expect(judgeEnd({ ...ending, diary, executions: [failed], items: [{ ...item, status: 'GONE' }] })).toEqual([]);
    const skipped = { ...partition, rowsInLake: 0, isInCatalog: false, skippedTables: 1 };
    expect(judgeEnd({ ...ending, partitions: [skipped] })).toEqual([]);
  });
});

it('the seeds that .ci/run plays plan everything that may happen', () => {
  const planned = Array.from({ length: SEEDS_OF_CI }, (_, i) => scenarioOf(i + 1));
  const kinds = new Set(planned.flatMap(({ actions }) => actions.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([
    'announced-again',
    'cancellation',
    'deletion',
    'foreign-export',
    'ghost',
    'last',
    'look-alike',
    'manual-snapshot',
    'snapshot',
  ]);
  for (const isWritten of [true, false])
    expect(
      planned.filter(({ deaths }) => deaths.some((death) => death.isWritten === isWritten)).length,
    ).toBeGreaterThan(9);
  expect(planned.filter(({ faults }) => faults.length > 0).length).toBeGreaterThan(24);
  expect(planned.filter(({ sources }) => sources.length > 5).length).toBeGreaterThan(4);
});

/** Deaths, faults, redrives, exports of others and snapshots overtaken. */
it.each([10])('seed %i ends the same whenever it is played', async (seed) => {
  const scenario = scenarioOf(seed);
  expect(scenarioOf(seed)).toEqual(scenario);
  expect(await play(scenario)).toEqual(await play(scenario));
});
