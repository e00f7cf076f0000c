import type { LastCrawlInfo } from '@aws-sdk/client-glue';

/** The crawl failed or was stopped. A redrive starts another. */
export class CrawlFailedError extends Error {
  override readonly name = 'CrawlFailedError';
  constructor(crawler: string, lastCrawl: LastCrawlInfo, logLink: string) {
    const { Status, StartTime, ErrorMessage } = lastCrawl;
    const what = Status === 'CANCELLED' ? 'was stopped' : 'failed';
    super(
      `The crawl of ${crawler} that began at ${StartTime?.toISOString()} ${what}: ${(ErrorMessage ?? 'Glue gives no reason').replace(/\.$/, '')}. Its log: ${logLink}. ` +
        'Remove the cause, then redrive this execution: it starts a new crawl and copies nothing again.',
    );
  }
}

/** There is no such crawler. */
export class CrawlerNotFoundError extends Error {
  override readonly name = 'CrawlerNotFoundError';
  constructor(crawler: string, options?: ErrorOptions) {
    super(
      `There is no crawler ${crawler}. A deployment makes one for each database in \`sources\`: run npx cdk deploy 'lakeferry*-snapshots', then redrive.`,
      options,
    );
  }
}
