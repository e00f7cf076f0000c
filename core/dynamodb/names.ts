/** Metrics of `flatten-items`. Their dimension is the delivery stream. Firehose counts no record that is refused. */
export const FLATTEN_METRIC = {
  flattened: 'RecordsFlattened',
  /** Records that cannot be read: Firehose puts them below the error prefix. */
  failed: 'RecordsFailed',
  /** Rows that the answer had no room for: their records are below the error prefix too. */
  oversized: 'RecordsOversized',
} as const;

/** Log events of `flatten-items`, by their field `event`. */
export const FLATTEN_EVENT = {
  recordFailed: 'RECORD_FAILED',
  recordOversized: 'RECORD_OVERSIZED',
  recordsNotNamed: 'RECORDS_NOT_NAMED',
} as const;

/** Log events of `tell-progress`. */
export const PROGRESS_EVENT = { judged: 'PROGRESS_JUDGED' } as const;

/** `tell-progress` runs so often. */
export const PROGRESS_MINUTES = 5;

/** The dimension of metrics that are told apart by where rows are delivered. */
export const ofDeliveryStream = (name: string): Readonly<Record<string, string>> => ({ deliveryStream: name });

/**
 * Partition key of the landing folders. Dynamic partitioning reads it: `!{partitionKeyFromLambda:date}` is the UTC date
 * of the change, `2026-11-27`.
 */
export const EVENT_DATE = 'date';

/** Metrics of publish-partition. Their dimension is the entry. */
export const PUBLICATION_METRIC = {
  /** Dates of tables that have new rows. */
  datesPublished: 'DatesPublished',
  /** Rows of these dates, the earlier ones included. */
  rowsPublished: 'RowsPublished',
} as const;

/** Log events of publish-partition, by their field `event`. */
export const PUBLICATION_EVENT = {
  planned: 'PUBLICATION_PLANNED',
  committed: 'PUBLICATION_COMMITTED',
  superseded: 'PUBLICATION_SUPERSEDED',
} as const;

/** The dimension of metrics that are told apart by the entry of the configuration. */
export const ofEntry = (entry: string): Readonly<Record<string, string>> => ({ entry });

/** Log events of `write-partition`, by their field `event`. */
export const WRITE_EVENT = { bucketWritten: 'BUCKET_WRITTEN' } as const;

/** Metrics of `sort-rows`. */
export const SORT_METRIC = {
  /** Lines of landing files that are no rows: somebody else put them there. */
  unreadable: 'LandingLinesUnreadable',
} as const;

/** Log events of `sort-rows`, by their field `event`. */
export const SORT_EVENT = {
  lineUnreadable: 'LANDING_LINE_UNREADABLE',
  linesNotNamed: 'LANDING_LINES_NOT_NAMED',
} as const;

/** Log events of a load, by their field `event`. */
export const LOAD_EVENT = {
  exportStarted: 'TABLE_EXPORT_STARTED',
  exportJudged: 'TABLE_EXPORT_JUDGED',
  fileLoaded: 'FILE_LOADED',
  loadFinished: 'LOAD_FINISHED',
} as const;
