import { commitMoment, commitRecord } from '../../../core/publishing/commit-record';
import { countSkipped, type TableOutcome } from '../../../core/publishing/completeness';
import { contentFingerprint } from '../../../core/publishing/content-fingerprint';
import { partitionFolder } from '../../../core/publishing/partition-folder';

const table = (glueTable: string, more: Partial<TableOutcome> = {}): TableOutcome => ({
  database: 'shop',
  table: glueTable,
  glueDatabase: 'orders_shop',
  glueTable,
  status: 'EXPORTED',
  files: 1,
  bytes: 10,
  ...more,
});

const TABLES = [
  table('orders'),
  table('items', { status: 'EMPTY', files: 0, bytes: 0 }),
  table('secret', { status: 'SKIPPED', reason: 'PERMISSIONS_DO_NOT_EXIST' }),
  table('other', { status: 'SKIPPED', reason: 'NOT_CONFIGURED' }),
];

test('what nobody configured is not missed', () => expect(countSkipped(TABLES)).toBe(1));

test('a partition is a folder of its table, whoever brings it', () =>
  expect(
    partitionFolder({ databaseFolder: 'lake/kafka/events/', partitionKey: 'day', date: '2026-11-20' }, 'clicks'),
  ).toBe('lake/kafka/events/clicks/day=2026-11-20/'));

test('a fingerprint changes with each part of what a file is, and with nothing else', () => {
  const file = { publication: 'task', path: 'shop/orders/part-0', etag: '"e"', size: 1 };
  const others = [{ publication: 'task-2' }, { path: 'shop/orders/part-1' }, { etag: '"f"' }, { size: 2 }];
  const fingerprints = [file, ...others.map((other) => ({ ...file, ...other }))].map(contentFingerprint);
  expect(new Set(fingerprints).size).toBe(5);
  expect(contentFingerprint({ ...file })).toBe(fingerprints[0]);
});

describe('the moment of a commit', () => {
  const committedAt = '2026-11-20T03:00:00.000Z';
  const at = Date.parse(committedAt);
  const tally = { files: 1, bytes: 10, removed: 0, newest: at };
  const later = at + 60_000;

  it.each([
    ['the first time', tally, undefined, later],
    ['again, and nothing changed', tally, committedAt, at],
    ['again, and a file came after the commit', { ...tally, newest: at + 1 }, committedAt, later],
    ['again, and something was removed', { ...tally, removed: 1 }, committedAt, later],
  ])('%s', (_when, found, held, expected) => expect(Date.parse(commitMoment(found, held, later))).toBe(expected));

  it('of a date is the last of its databases, with what stands in the lake of them', () => {
    const whole = new Map([
      ['orders_shop', { ...tally, dataReadyAt: new Date(later).toISOString() }],
      ['orders_stock', { ...tally, dataReadyAt: committedAt }],
    ]);
    const counts = { tables: 1, files: 2, bytes: 20, skippedTables: 1 };
    const record = { ...counts, committedAt: new Date(later).toISOString() };
    expect(commitRecord(whole, { tables: TABLES }, later)).toEqual(record);
    expect(commitRecord(new Map(), { tables: TABLES }, later)).toMatchObject({ tables: 0, files: 0, skippedTables: 1 });
  });
});
