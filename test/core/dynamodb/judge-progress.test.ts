import { judgeProgress, type Measured } from '../../../core/dynamodb/judge-progress';

const MINUTE = 60_000;
const START = Date.parse('2026-11-27T00:00:00Z');
/** An hour of minutes, the newest is 00:59. */
const MINUTES = Array.from({ length: 60 }, (_each, i) => i);
const at = (minute: number): number => START + minute * MINUTE;

/** Values by minutes; ages in minutes. */
type Told = Readonly<Record<number, number>>;
const series = (told: Told, factor = 1) =>
  new Map(Object.entries(told).map(([minute, value]) => [at(Number(minute)), value * factor]));
const every = (value: number, from = 0, to = 59): Told =>
  Object.fromEntries(MINUTES.filter((each) => each >= from && each <= to).map((each) => [each, value]));

interface Hour {
  readonly incoming?: Told;
  readonly read?: Told;
  readonly behind?: Told;
  readonly freshness?: Told;
  readonly orders?: Told;
  readonly clicks?: Told;
}
const measured = (hour: Hour): Measured => ({
  periods: MINUTES.map(at),
  periodMs: MINUTE,
  incoming: series(hour.incoming ?? {}),
  read: series(hour.read ?? hour.incoming ?? {}),
  behind: [series(hour.behind ?? {}, MINUTE)],
  freshness: series(hour.freshness ?? {}, MINUTE),
  tables: new Map([
    ['orders', series(hour.orders ?? {}, MINUTE)],
    ['clicks', series(hour.clicks ?? {}, MINUTE)],
  ]),
});
const BUSY: Hour = { incoming: every(9), behind: every(0), freshness: every(2) };

const minuteOf = ({ deliveredThrough }: ReturnType<typeof judgeProgress>): number | undefined =>
  deliveredThrough === undefined ? undefined : (deliveredThrough - START) / MINUTE;

it.each<[what: string, hour: Hour, minute: number | undefined, stage: string]>([
  ['an idle stream', {}, 59, 'delivery'],
  [
    'an idle stream that tells an age of 0',
    { behind: every(0), freshness: every(0), orders: every(0) },
    59,
    'delivery',
  ],
  ['a steady stream', BUSY, 57, 'delivery'],
  [
    'a delivery that is stuck for half an hour',
    { ...BUSY, freshness: { ...every(2, 0, 29), ...stuck(30) } },
    29,
    'delivery',
  ],
  ['Firehose behind the stream', { ...BUSY, behind: every(20, 30) }, 37, 'stream'],
  ['a table that the stream throttles', { ...BUSY, orders: stuck(10) }, 9, 'table'],
  [
    'ages of the delivery that are missing while records come in',
    { ...BUSY, freshness: every(2, 0, 40) },
    38,
    'delivery',
  ],
  ['no age of a delivery at all while records come in', { ...BUSY, freshness: {} }, undefined, 'unknown'],
  ['no age of reading while records come in', { ...BUSY, behind: {} }, undefined, 'unknown'],
  [
    'one record, delivered, then nothing for 40 minutes',
    { incoming: { 10: 1 }, freshness: { 10: 1, 11: 2 } },
    59,
    'delivery',
  ],
  [
    'one record that was never read, then nothing',
    { incoming: { 30: 1 }, read: {}, behind: every(0, 0, 29) },
    29,
    'stream',
  ],
  ['one record, ten minutes ago', { incoming: { 49: 1 }, behind: { 49: 0 }, freshness: { 50: 2 } }, 48, 'delivery'],
])('%s', (_what, hour, minute, stage) => {
  const judgement = judgeProgress(measured(hour));
  expect({ minute: minuteOf(judgement), stage: judgement.because.stage }).toEqual({ minute, stage });
});

/** The oldest came in that minute and waits. */
function stuck(since: number): Told {
  return Object.fromEntries(MINUTES.filter((each) => each >= since).map((each) => [each, each - since + 1]));
}

it('names the table that holds back the others', () =>
  expect(judgeProgress(measured({ ...BUSY, orders: every(1), clicks: stuck(20) })).because).toMatchObject({
    stage: 'table',
    table: 'clicks',
    says: expect.stringContaining('2026-11-27T00:19:00.000Z'),
  }));

it('a change that was late at each stage is not taken for delivered', () => {
  // of 00:10, in the stream at 00:20, read at 00:30, in Firehose until now
  const late: Hour = {
    incoming: { 20: 1 },
    orders: Object.fromEntries(MINUTES.filter((each) => each >= 10 && each < 20).map((each) => [each, each - 9])),
    behind: {
      ...every(0, 0, 19),
      ...Object.fromEntries([20, 21, 25, 29].map((each) => [each, each - 19])),
      ...every(0, 30),
    },
    freshness: { ...every(0, 0, 29), ...stuck(30) },
  };
  expect(minuteOf(judgeProgress(measured(late)))).toBeLessThan(10);
});

it('knows nothing before a period is over', () =>
  expect(judgeProgress({ ...measured({}), periods: [] }).deliveredThrough).toBeUndefined());
