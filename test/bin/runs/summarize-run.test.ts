import type { RunDetails } from '../../../bin/runs/run';
import { summaryOf } from '../../../bin/runs/summarize-run';

const run = (about: Partial<RunDetails>): RunDetails => ({
  ...{ executionArn: 'arn', name: 'run', status: 'SUCCEEDED', redriveCount: 0, state: 'Published', input: {} },
  ...about,
});
const exported = { sourceId: 'orders', date: '2026-01-15' };
const event = (id: string) => ({ detail: { SourceArn: `arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:${id}` } });

it('a run that succeeded says source, date and outcome', () =>
  expect(summaryOf(run({ output: { outcome: 'PUBLISHED', export: exported } }), 'UTC')).toEqual({
    ...{ source: 'orders', date: '2026-01-15', outcome: 'PUBLISHED', cause: undefined },
  }));

it('a run that is incomplete names what it left out', () => {
  const output = {
    outcome: 'PUBLISHED_INCOMPLETE',
    export: exported,
    lacking: { count: 1, names: ['shop.customers'] },
  };
  expect(summaryOf(run({ output }), 'UTC').cause).toContain('shop.customers');
});

it('a run that was ignored says why', () => {
  const output = { outcome: 'IGNORED', reason: 'DUPLICATE' };
  expect(summaryOf(run({ output }), 'UTC').outcome).toBe('IGNORED: DUPLICATE');
});

it.each([
  ['UTC', '2026-01-15'],
  ['Asia/Taipei', '2026-01-16'],
])(
  'a run under way has source and date of its automated snapshot, by the clocks of %s, and its phase',
  (zone, date) => {
    const input = event('rds:orders-2026-01-15-20-30');
    expect(summaryOf(run({ status: 'RUNNING', state: 'WaitForExport', input }), zone)).toEqual({
      ...{ source: 'orders', date, outcome: 'exporting' },
    });
  },
);

it('a run that failed says its error and cause, and of a manual snapshot its name', () => {
  const failed = { status: 'FAILED', error: 'SnapshotGoneError', cause: '{"errorMessage":"It is gone."}' };
  expect(summaryOf(run({ ...failed, input: event('before-migration') }), 'UTC')).toEqual({
    ...{ source: 'before-migration', date: undefined, cause: 'SnapshotGoneError: It is gone.' },
  });
});
