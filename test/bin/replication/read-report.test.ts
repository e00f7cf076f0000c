import { reportText } from '../../../bin/replication/read-report';
import { type ComparisonReport, NOTHING_COMPARED } from '../../../core/replication/comparison/report';

const REPORT: ComparisonReport = {
  ...NOTHING_COMPARED,
  ...{ output: 'partner', outcome: 'COMPLETE', reportOnly: true, execution: 'arn' },
  ...{ startedAt: '2026-01-02T00:00:00Z', writtenAt: '2026-01-02T00:00:01Z' },
  ...{ examples: {}, failures: [], findings: 'replication/partner/1/' },
};
const textOf = (changes: Partial<ComparisonReport>): string =>
  reportText([{ output: 'partner', workBucket: 'work-bucket', report: { ...REPORT, ...changes } }], {
    compare: 'compare',
    target: [],
  });
const EXAMPLES = { MISSING: ['m'], SET_ASIDE: ['s'], EXTRA: ['e'], GONE: ['g'] };
const PLACE = '  Every finding: s3://work-bucket/replication/partner/1/';

it('names what is set aside, extra and gone whatever the outcome, and where all is', () => {
  expect(textOf({ examples: EXAMPLES }).split('\n').slice(-4)).toEqual([
    ...['  partner: set aside: s', '  partner: extra: e', '  partner: gone: g'],
    PLACE,
  ]);
  expect(textOf({})).not.toContain('Every finding');
});

it('names what is missing unless a run copied it', () => {
  expect(textOf({ examples: EXAMPLES, outcome: 'INCOMPLETE' })).toContain('\n  partner: missing: m\n');
  expect(textOf({ examples: EXAMPLES })).not.toContain('missing: m');
});
