/** Metrics of a publication, whoever brings it: planned, copied, committed. */
export const PUBLISHING_METRIC = {
  tablesSkipped: 'TablesSkipped',
  /** Databases, names of `exportOnly` and shared tables that a publication lacks without the source saying why. */
  expectedMissing: 'ExpectedMissing',
  /** Publications that lack something expected, whatever their source. */
  incompleteExports: 'IncompleteExports',
  filesCopied: 'FilesCopied',
  bytesCopied: 'BytesCopied',
  tablesPublished: 'TablesPublished',
  filesPublished: 'FilesPublished',
  bytesPublished: 'BytesPublished',
  leftoverFilesRemoved: 'LeftoverFilesRemoved',
} as const;

/** Log events of a publication, by their field `event`. */
export const PUBLISHING_EVENT = {
  copyPlanned: 'COPY_PLANNED',
  planSuperseded: 'PLAN_SUPERSEDED',
  tablesSkipped: 'TABLES_SKIPPED',
  sharedTablesEmpty: 'SHARED_TABLES_EMPTY',
  batchCopied: 'BATCH_COPIED',
  batchSuperseded: 'BATCH_SUPERSEDED',
  partitionsCommitted: 'PARTITIONS_COMMITTED',
  databasesJudged: 'DATABASES_JUDGED',
  commitSuperseded: 'COMMIT_SUPERSEDED',
} as const;
