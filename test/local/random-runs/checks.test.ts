import type { ExportRecord } from '../../../local/services/rds/export-record';
import { leftInLine, unfinished } from './judge-end';
import { Diary } from './outside-world';
import { play } from './play';
import { scenarioOf } from './scenario';
import { ExportWatch } from './watch-exports';

const HOUR_MS = 3_600_000;
const task = (id: string, more: Partial<ExportRecord> = {}): ExportRecord => ({
  id,
  sourceArn: `arn:${id}`,
  sourceType: 'SNAPSHOT',
  exportOnly: [],
  snapshotTime: HOUR_MS,
  bucket: 'raw',
  roleArn: 'role',
  keyId: 'key',
  status: 'STARTING',
  startedAt: 0,
  runsAt: 0,
  endsAt: 0,
  bytes: 0,
  reads: { owner: id, sourceId: id, engine: 'postgres', layout: 'batched' },
  ...more,
});
const watched = (maxConcurrent: number, ...tasks: ExportRecord[]): string[] => {
  const watch = new ExportWatch(maxConcurrent, ({ bucket }) => bucket === 'raw');
  for (const each of tasks) watch.see(each);
  return watch.violations;
};
const ofOne = (sourceArn: string, snapshotTime: number): Partial<ExportRecord> => ({
  sourceArn,
  snapshotTime,
  reads: { owner: sourceArn, sourceId: 'orders', engine: 'postgres', layout: 'batched' },
});

describe('what must never be is named', () => {
  it.each<[string, string[], RegExp]>([
    ['too many of ours', watched(1, task('a'), task('b')), /b is started as number 2 of ours, beside 0 of others/],
    ['others take the slots', watched(1, task('a', { bucket: 'other' }), task('b')), /beside 1 of others/],
    ['exported twice', watched(5, task('a', ofOne('arn:s', 1)), task('b', ofOne('arn:s', 1))), /exported twice/],
    [
      'an older snapshot of the date after a newer one',
      watched(5, task('new', ofOne('arn:new', 2)), task('old', ofOne('arn:old', 1))),
      /arn:old is exported after arn:new/,
    ],
    ['left in line', leftInLine([{ pk: 'QUEUE', sk: 'orders#1' }]), /orders#1 still waits/],
  ])('%s', (_, violations, expected) => {
    expect(violations).toEqual([expect.stringMatching(expected)]);
  });

  it('not what is allowed', () => {
    const failed = task('a', { ...ofOne('arn:s', 1), status: 'FAILED' });
    expect(watched(1, failed, task('b', ofOne('arn:s', 1)))).toEqual([]);
    expect(watched(2, task('a', ofOne('arn:old', 1)), task('b', ofOne('arn:new', 2)))).toEqual([]);
  });

  it('a snapshot that is lost, doubled or failed', () => {
    const diary = new Diary();
    for (const arn of ['lost', 'doubled', 'failed', 'good']) diary.snapshots.set(arn, 'orders');
    const items = [
      { sourceArn: 'doubled', status: 'PUBLISHED' },
      { sourceArn: 'doubled', status: 'PUBLISHED' },
      { sourceArn: 'failed', status: 'FAILED' },
      { sourceArn: 'good', status: 'PUBLISHED' },
    ];
    const named = ['lost has 0 items in the ledger', 'doubled has 2 items in the ledger', 'failed ended FAILED'];
    expect(unfinished(items, diary)).toEqual(named);
  });
});

it('a seed ends the same whenever it is played', async () => {
  const scenario = scenarioOf(5);
  expect(scenarioOf(5)).toEqual(scenario);
  expect(await play(scenario)).toEqual(await play(scenario));
});
