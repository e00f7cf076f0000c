/**
 * Metrics of crawling and governing. `visibilityMismatches` and `foreignFindings` are written in every run, also when
 * there are none.
 */
export const CATALOG_METRIC = {
  crawlsStarted: 'CrawlsStarted',
  crawlsFailed: 'CrawlsFailed',
  governanceChanges: 'GovernanceChanges',
  columnsToClassify: 'ColumnsToClassify',
  columnsWidened: 'ColumnsWidened',
  visibilityMismatches: 'VisibilityMismatches',
  foreignFindings: 'ForeignFindings',
} as const;

/** Log events of crawling and governing, by their field `event`. */
export const CATALOG_EVENT = {
  crawlJudged: 'CRAWL_JUDGED',
  governanceApplied: 'GOVERNANCE_APPLIED',
  governanceChange: 'GOVERNANCE_CHANGE',
  columnHeldBack: 'COLUMN_HELD_BACK',
  columnWidened: 'COLUMN_WIDENED',
  foreignFound: 'FOREIGN_FOUND',
  /** A run was stopped, and others could not be looked for. */
  foreignUnknown: 'FOREIGN_UNKNOWN',
  tablesNotReadable: 'TABLES_NOT_READABLE',
  databaseWithdrawn: 'DATABASE_WITHDRAWN',
} as const;
