/** Metrics of this function. */
export const METRIC = { started: 'CrawlsStarted', failed: 'CrawlsFailed' } as const;
