import { nextTime } from '../../../services/scheduler/expression';

const CREATED = Date.parse('2026-01-01T00:00:00Z');

/** The next times after a moment, in UTC to the minute. */
function times(expression: string, timeZone: string, after: string, count = 3): string[] {
  const found: string[] = [];
  let at = Date.parse(after);
  while (found.length < count) {
    const next = nextTime({ expression, timeZone, createdAt: CREATED }, at);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    at = next;
  }
  return found;
}

it.each([
  ['each night', 'cron(0 2 * * ? *)', 'UTC', '2026-01-15T02:00:00Z', ['2026-01-16T02:00', '2026-01-17T02:00']],
  ['a moment before', 'cron(0 2 * * ? *)', 'UTC', '2026-01-15T01:59:59Z', ['2026-01-15T02:00', '2026-01-16T02:00']],
  ['in Taipei', 'cron(30 1 * * ? *)', 'Asia/Taipei', '2026-01-15T12:00:00Z', ['2026-01-15T17:30', '2026-01-16T17:30']],
  ['steps', 'cron(10/25 8-18/10 * * ? *)', 'UTC', '2026-01-15T08:10:00Z', ['2026-01-15T08:35', '2026-01-15T18:10']],
  ['weekdays', 'cron(0 2 ? * MON-FRI *)', 'UTC', '2026-01-16T12:00:00Z', ['2026-01-19T02:00', '2026-01-20T02:00']],
  ['the last day', 'cron(0 2 L * ? *)', 'UTC', '2026-01-15T00:00:00Z', ['2026-01-31T02:00', '2026-02-28T02:00']],
  ['the last workday', 'cron(0 2 LW * ? *)', 'UTC', '2026-01-15T00:00:00Z', ['2026-01-30T02:00', '2026-02-27T02:00']],
  ['near the first', 'cron(0 2 1W * ? *)', 'UTC', '2026-01-15T00:00:00Z', ['2026-02-02T02:00', '2026-03-02T02:00']],
  ['the last Friday', 'cron(0 2 ? * 6L *)', 'UTC', '2026-01-15T00:00:00Z', ['2026-01-30T02:00', '2026-02-27T02:00']],
  ['second Tuesdays', 'cron(0 2 ? * TUE#2 *)', 'UTC', '2026-01-15T00:00:00Z', ['2026-02-10T02:00', '2026-03-10T02:00']],
  ['leap days', 'cron(0 2 29 FEB ? *)', 'UTC', '2026-01-15T00:00:00Z', ['2028-02-29T02:00', '2032-02-29T02:00']],
])('%s', (_what, expression, zone, after, expected) => expect(times(expression, zone, after, 2)).toEqual(expected));

it('has an end where the years have one', () =>
  expect(times('cron(0 2 1 1 ? 2027)', 'UTC', '2026-01-15T00:00:00Z')).toEqual(['2027-01-01T02:00']));

describe('daylight saving in Madrid: clocks go forward on 29 March at 02:00, and back on 25 October at 03:00', () => {
  it.each([
    [
      'keeps the time of day in spring',
      'cron(0 4 * * ? *)',
      '2026-03-28T00:00:00Z',
      ['28T03:00', '29T02:00', '30T02:00'],
    ],
    [
      'keeps the time of day in autumn',
      'cron(0 4 * * ? *)',
      '2026-10-24T00:00:00Z',
      ['24T02:00', '25T03:00', '26T03:00'],
    ],
    [
      'leaves out a time that clocks skip',
      'cron(30 2 * * ? *)',
      '2026-03-28T00:00:00Z',
      ['28T01:30', '30T00:30', '31T00:30'],
    ],
    [
      'counts a time that clocks show twice once',
      'cron(30 2 * * ? *)',
      '2026-10-24T00:00:00Z',
      ['24T00:30', '25T00:30', '26T01:30'],
    ],
    ['is every hour of the clocks', 'cron(0 * * * ? *)', '2026-03-29T00:00:00Z', ['29T01:00', '29T02:00', '29T03:00']],
    ['24 hours are 24 hours', 'rate(1 day)', '2026-03-28T00:00:00Z', ['29T00:00', '30T00:00', '31T00:00']],
  ])('%s', (_what, expression, after, expected) =>
    expect(times(expression, 'Europe/Madrid', after).map((time) => time.slice(8))).toEqual(expected),
  );
});

describe('rates', () => {
  it('begin at the creation', () =>
    expect(times('rate(12 hours)', 'UTC', '2025-12-31T23:59:00Z')).toEqual([
      '2026-01-01T00:00',
      '2026-01-01T12:00',
      '2026-01-02T00:00',
    ]));

  it('begin at a start date and end at an end date', () => {
    const [startDate, endDate] = [Date.parse('2026-01-03T05:00:00Z'), Date.parse('2026-01-03T07:00:00Z')];
    const timing = { expression: 'rate(90 minutes)', timeZone: 'UTC', createdAt: CREATED, startDate, endDate };
    expect(nextTime(timing, CREATED)).toBe(startDate);
    expect(nextTime(timing, startDate)).toBe(startDate + 90 * 60_000);
    expect(nextTime(timing, startDate + 90 * 60_000)).toBeUndefined();
  });
});

it('happens once at a time of its zone', () =>
  expect(times('at(2026-02-01T09:00:00)', 'Asia/Taipei', '2026-01-15T00:00:00Z')).toEqual(['2026-02-01T01:00']));

it.each([
  ['cron(0 2 * * *)', 'UTC'],
  ['cron(0 2 * * * *)', 'UTC'],
  ['cron(60 2 * * ? *)', 'UTC'],
  ['cron(0 2 ? * MOON *)', 'UTC'],
  ['rate(0 days)', 'UTC'],
  ['rate(1 week)', 'UTC'],
  ['at(tomorrow)', 'UTC'],
  ['every night', 'UTC'],
  ['rate(1 day)', 'Europe/Atlantis'],
])('refuses %s in %s', (expression, timeZone) =>
  expect(() => nextTime({ expression, timeZone, createdAt: CREATED }, CREATED)).toThrow(
    expect.objectContaining({ code: 'ValidationException' }),
  ),
);
