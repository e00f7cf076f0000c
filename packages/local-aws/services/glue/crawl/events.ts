import type { CrawlChanges } from './reconcile';

export type CrawlOutcome =
  | { readonly status: 'SUCCEEDED'; readonly changes: CrawlChanges }
  | { readonly status: 'FAILED'; readonly message: string }
  | { readonly status: 'CANCELLED' };

/** Detail of `Glue Crawler State Change`, all text. Accounts and names are added by whoever sends it. */
export type CrawlEventDetail = Readonly<Record<string, string>>;

export const startOfCrawl = (startedAt: number): CrawlEventDetail => ({
  startTime: iso(startedAt),
  state: 'Started',
  message: 'Crawler Started',
});

/** No event is documented for a cancelled crawl. */
export function endOfCrawl(
  crawler: string,
  outcome: CrawlOutcome,
  startedAt: number,
  endedAt: number,
): CrawlEventDetail | undefined {
  if (outcome.status === 'CANCELLED') return undefined;
  const cloudWatchLogLink = `https://console.aws.amazon.com/cloudwatch/home#logEventViewer:group=/aws-glue/crawlers;stream=${crawler}`;
  if (outcome.status === 'FAILED') {
    return { errorMessage: outcome.message, cloudWatchLogLink, state: 'Failed', message: 'Crawler Failed' };
  }
  const { tables, partitions } = outcome.changes;
  return {
    tablesCreated: String(tables.added.length),
    tablesUpdated: String(tables.updated.length),
    tablesDeleted: String(tables.deleted.length),
    partitionsCreated: String(partitions.added.length),
    partitionsUpdated: String(partitions.updated.length),
    partitionsDeleted: String(partitions.deleted.length),
    warningMessage: 'N/A',
    message: 'Crawler Succeeded',
    'runningTime (sec)': String(Math.round((endedAt - startedAt) / 1000)),
    completionDate: iso(endedAt),
    state: 'Succeeded',
    cloudWatchLogLink,
  };
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
