import { subjectOfRun } from '../../../core/operations/subject-of-run';

const SNAPSHOT = 'arn:aws:rds:eu-west-1:1:cluster-snapshot:rds:orders-2026-01-15-01-00';
const RESOLVED = { sourceId: 'orders', snapshotTime: '2026-01-15T01:00:00.000Z' };

it.each<[string, unknown, typeof RESOLVED | undefined, object]>([
  ['what the ledger says', { detail: { SourceArn: SNAPSHOT } }, RESOLVED, { source: 'orders', date: '2026-01-15' }],
  ['an event’s snapshot', { detail: { SourceArn: SNAPSHOT } }, undefined, { source: 'rds:orders-2026-01-15-01-00' }],
  [
    'a schedule’s cluster and time',
    { source: 'lakeferry', sourceArn: 'arn:aws:rds:eu-west-1:1:cluster:orders', scheduledTime: '2026-01-15T02:00:00Z' },
    undefined,
    { source: 'orders', date: '2026-01-15' },
  ],
  [
    'a nested machine’s export',
    { export: { sourceId: 'orders', date: '2026-01-15' } },
    undefined,
    { source: 'orders', date: '2026-01-15' },
  ],
  ['nothing of an input that says nothing', 'x', undefined, {}],
  ['nothing without an input', undefined, undefined, {}],
])('is %s', (_what, input, resolved, subject) => expect(subjectOfRun(input, 'UTC', resolved)).toEqual(subject));

it('has the date of the time zone', () => {
  const sourceArn = 'arn:aws:rds:eu-west-1:1:cluster:orders';
  const night = { sourceId: 'orders', snapshotTime: '2026-01-15T17:00:00.000Z' };
  expect(subjectOfRun({}, 'Asia/Taipei', night)).toEqual({ source: 'orders', date: '2026-01-16' });
  expect(subjectOfRun({ sourceArn, scheduledTime: '2026-01-15T17:00:00Z' }, 'Asia/Taipei')).toEqual({
    source: 'orders',
    date: '2026-01-16',
  });
});
