import { throughDate } from '../../../bin/dynamodb/through-date';

const NOW = Date.parse('2026-11-27T23:59:59Z');

it.each(['2026-11-26', '2024-02-29'])('takes %s', (date) => {
  expect(throughDate(date, NOW)).toBe(date);
});

it.each(['2026-11-31', '27.11.2026', '2026-1-1', '', '2026-11-27T00:00:00Z'])(
  'refuses %j, which is no date',
  (date) => {
    expect(() => throughDate(date, NOW)).toThrow(/--through: '.*' is not a date: write it as 2026-11-27\./);
  },
);

it('refuses a date that is not over in UTC, and names the last one that is finished', () => {
  expect(() => throughDate('2026-11-27', NOW)).toThrow(/is not over in UTC.*last finished date is 2026-11-26/);
});
