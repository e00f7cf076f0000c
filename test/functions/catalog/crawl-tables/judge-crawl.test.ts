import { type CrawlerLook, judgeCrawl } from '../../../../functions/catalog/crawl-tables/judge-crawl';
import { waitForCrawl } from '../../../../functions/catalog/crawl-tables/wait';

const at = (time: string): number => Date.parse(`2026-11-20T${time}Z`);
const needs = (dataReadyAt: string, since = dataReadyAt, now = '03:00:00') => ({
  dataReadyAt: at(dataReadyAt),
  since: at(since),
  now: at(now),
});
const ended = (status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED', startedAt: string): CrawlerLook => ({
  state: 'READY',
  lastCrawl: { status, startedAt: at(startedAt) },
});

test.each<[string, CrawlerLook, ReturnType<typeof needs>, string]>([
  ['never crawled', { state: 'READY' }, needs('02:00:00'), 'START'],
  ['crawled before the data', ended('SUCCEEDED', '01:59:59'), needs('02:00:00'), 'START'],
  ['crawled after the data', ended('SUCCEEDED', '02:00:00'), needs('02:00:00'), 'CRAWLED'],
  ['a start in the very second cannot be told', ended('SUCCEEDED', '02:00:00'), needs('02:00:00.001'), 'START'],
  ['failed before this execution', ended('FAILED', '02:00:04'), needs('02:00:00', '02:00:05'), 'START'],
  ['failed since', ended('FAILED', '02:00:05'), needs('02:00:00', '02:00:05'), 'FAILED'],
  ['stopped since', ended('CANCELLED', '02:00:06'), needs('02:00:00', '02:00:05'), 'FAILED'],
  ['crawled by an earlier execution', ended('SUCCEEDED', '02:00:03'), needs('02:00:00', '02:00:05'), 'CRAWLED'],
  ['running since the data', { state: 'RUNNING', elapsedMs: 60_000 }, needs('02:58:00'), 'RUNNING'],
  ['stopping, begun since the data', { state: 'STOPPING', elapsedMs: 60_000 }, needs('02:58:00'), 'RUNNING'],
  ['running from before', { state: 'RUNNING', elapsedMs: 180_000 }, needs('02:58:00'), 'OTHERS_RUNNING'],
  ['running for who knows how long', { state: 'RUNNING' }, needs('02:58:00'), 'OTHERS_RUNNING'],
  [
    'of the last crawl it is silent while one runs',
    { ...ended('FAILED', '02:59:00'), state: 'RUNNING' },
    needs('02:58:00'),
    'OTHERS_RUNNING',
  ],
])('%s: %#', (_, look, what, verdict) => expect(judgeCrawl(look, what).verdict).toBe(verdict));

test.each([
  ['02:00:00', 1],
  ['02:00:00.001', 2],
  ['01:59:59.999', 2],
])(
  'data of %s may be crawled %i s later, and what is begun then counts, to the second and by a clock that is slow',
  (ready, wait) => {
    const now = ready;
    const early = judgeCrawl({ state: 'READY' }, needs(ready, ready, now));
    expect(early).toEqual({ verdict: 'TOO_EARLY', waitSeconds: wait });
    const startedAt = at(now) + wait * 1000;
    expect(judgeCrawl({ state: 'READY' }, { ...needs(ready), now: startedAt }).verdict).toBe('START');
    const shown = Math.floor((startedAt - 900) / 1000) * 1000;
    const look = { state: 'READY', lastCrawl: { status: 'SUCCEEDED', startedAt: shown } } as const;
    expect(judgeCrawl(look, needs(ready)).verdict).toBe('CRAWLED');
  },
);

test.each([
  ['nothing known', 0, 0, 75],
  ['short ones before', 0, 40, 40],
  ['most of it is done', 55, 60, 10],
  ['longer than ever', 600, 60, 60],
  ['a day', 86_400, 60, 300],
  ['a long one before', 0, 7200, 300],
])('%s: after %i s of %i, %i s', (_, elapsedSeconds, medianSeconds, wait) =>
  expect(waitForCrawl({ elapsedSeconds, medianSeconds, lastSeconds: 0 })).toBe(wait),
);

test('a crawl of a day is looked at a few hundred times', () => {
  let looks = 0;
  for (let elapsed = 0; elapsed < 86_400; looks++) {
    elapsed += waitForCrawl({ elapsedSeconds: elapsed, medianSeconds: 60, lastSeconds: 60 });
  }
  expect(looks).toBeLessThan(350);
});
