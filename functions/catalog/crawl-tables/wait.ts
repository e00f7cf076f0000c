/** What GetCrawlerMetrics says, in seconds; 0 when it does not know. */
export interface CrawlPace {
  readonly elapsedSeconds: number;
  readonly medianSeconds: number;
  readonly lastSeconds: number;
}

const SHORTEST_WAIT = 10;
/** A crawl that takes a day is looked at some 290 times: far from the 25,000 events of an execution. */
const LONGEST_WAIT = 300;
/** A small crawl takes about a minute, most of it Glue's own preparations. */
const USUAL_CRAWL_SECONDS = 75;

/**
 * Seconds until the next look: to the end that earlier crawls suggest; from there on, when it takes longer, a tenth of
 * what it has taken.
 */
export function waitForCrawl({ elapsedSeconds, medianSeconds, lastSeconds }: CrawlPace): number {
  const expected = Math.max(medianSeconds, lastSeconds) || USUAL_CRAWL_SECONDS;
  const wait = Math.max(expected - elapsedSeconds, elapsedSeconds / 10);
  return Math.ceil(Math.min(Math.max(wait, SHORTEST_WAIT), LONGEST_WAIT));
}
