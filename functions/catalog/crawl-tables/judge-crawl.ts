/** What GetCrawler says, times in milliseconds since the epoch. */
export interface CrawlerLook {
  readonly state: 'READY' | 'RUNNING' | 'STOPPING';
  /** Of the crawl under way; undefined when Glue does not say. */
  readonly elapsedMs?: number;
  readonly lastCrawl?: {
    readonly status: 'SUCCEEDED' | 'CANCELLED' | 'FAILED';
    /** To the second. */
    readonly startedAt: number;
  };
}

export interface CrawlNeeds {
  /** A crawl that began earlier has not seen the data. */
  readonly dataReadyAt: number;
  /** When this execution began, or was redriven: a crawl that failed earlier is none of its business. */
  readonly since: number;
  readonly now: number;
}

/**
 * `CRAWLED`: the last crawl saw the data. `FAILED`: a crawl of this execution's time failed. `RUNNING`: one is under
 * way that will have seen the data, `OTHERS_RUNNING`: that may have listed before the data came. `START`: nothing runs.
 * `TOO_EARLY`: nothing runs, and a crawl that began now could not be told from one that began too early.
 */
export type CrawlVerdict =
  | { readonly verdict: 'CRAWLED' | 'FAILED' | 'RUNNING' | 'OTHERS_RUNNING' | 'START' }
  | { readonly verdict: 'TOO_EARLY'; readonly waitSeconds: number };

/**
 * Glue gives a crawl's start to the second, cut off, by its own clock. So a start counts as later than a moment only
 * from the next full second on, and ours is begun a second after that: what we began always counts.
 */
export function judgeCrawl({ state, elapsedMs, lastCrawl }: CrawlerLook, needs: CrawlNeeds): CrawlVerdict {
  const { dataReadyAt, since, now } = needs;
  if (state !== 'READY') {
    const startedAt = elapsedMs === undefined || elapsedMs <= 0 ? Number.NEGATIVE_INFINITY : now - elapsedMs;
    return { verdict: isAfter(startedAt, dataReadyAt) ? 'RUNNING' : 'OTHERS_RUNNING' };
  }
  if (lastCrawl !== undefined) {
    const { status, startedAt } = lastCrawl;
    if (status === 'SUCCEEDED' && isAfter(startedAt, dataReadyAt)) return { verdict: 'CRAWLED' };
    if (status !== 'SUCCEEDED' && isAfter(startedAt, since)) return { verdict: 'FAILED' };
  }
  const startAt = nextSecond(Math.max(dataReadyAt, since)) + SKEW_MS;
  if (now >= startAt) return { verdict: 'START' };
  return { verdict: 'TOO_EARLY', waitSeconds: Math.ceil((startAt - now) / 1000) };
}

/** What the clocks of two AWS services may differ by. */
const SKEW_MS = 1000;

const nextSecond = (time: number): number => Math.ceil(time / 1000) * 1000;

/** `startedAt` may be up to a second later than it says. */
const isAfter = (startedAt: number, moment: number): boolean =>
  Math.floor(startedAt / 1000) * 1000 >= nextSecond(moment);
