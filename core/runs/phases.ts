/** Where an execution stands. */
export interface RunPosition {
  readonly status: string;
  /** The state entered last. */
  readonly state: string;
}

/** What an operator calls the state that an execution is in. A state without a word of its own keeps its name. */
export function phaseOf({ status, state }: RunPosition): string {
  if (status === 'SUCCEEDED') return ENDINGS[state] ?? 'done';
  if (status !== 'RUNNING') return status.toLowerCase().replaceAll('_', ' ');
  return PHASES[state] ?? state;
}

/** By the Succeed state that was entered last. */
const ENDINGS: Readonly<Record<string, string>> = {
  Published: 'published',
  Ignored: 'ignored',
  Superseded: 'superseded by a newer run',
  Cataloged: 'cataloged',
  NotCopied: 'not copied',
  Ended: 'done',
  Compared: 'compared',
  Replicated: 'replicated',
  Reported: 'reported',
  Loaded: 'loaded',
  FileLoaded: 'loaded',
  NothingToLoad: 'nothing to load',
};

const PHASES: Readonly<Record<string, string>> = {
  StartExport: 'waiting for a slot',
  HasSlot: 'waiting for a slot',
  WaitForSlot: 'waiting for a slot',
  WaitForExport: 'exporting',
  DescribeExport: 'exporting',
  JudgeExport: 'exporting',
  RecordExported: 'exported',
  PublishExport: 'copying, crawling, governing',
  RecordPublished: 'published',
  PlanCopy: 'planning the copy',
  IsPlanned: 'planning',
  CopyFiles: 'copying',
  CopyBatch: 'copying',
  CommitPartitions: 'committing',
  IsCommitted: 'committing',
  JudgeDatabases: 'crawling, governing',
  AreCataloged: 'crawling, governing',
  CatalogTables: 'crawling, governing',
  CatalogLandingRows: 'governing',
  CatalogDatabase: 'crawling, governing',
  RecordDatabase: 'crawling, governing',
  HasCrawler: 'crawling, governing',
  CrawlTables: 'crawling',
  IsCrawled: 'crawling',
  WaitForCrawl: 'crawling',
  ApplyGovernance: 'governing',
  IsGoverned: 'governing',
  OpenUpload: 'opening the upload',
  IsOpened: 'opening the upload',
  SendParts: 'sending parts',
  CopyParts: 'sending parts',
  CompleteUpload: 'completing the upload',
  IsComplete: 'completing the upload',
  ConvertParquet: 'converting',
  IsConverted: 'converting',
  PlanComparison: 'planning the comparison',
  CompareRanges: 'comparing',
  CompareRange: 'comparing',
  IsCompared: 'comparing',
  ReportComparison: 'reporting',
  IsToReplicate: 'reporting',
  ReplicateMissing: 'copying what is missing',
  ReplicateBatch: 'copying what is missing',
  IsReplicated: 'copying what is missing',
  PlanPublication: 'planning the publication',
  WaitForChanges: 'waiting for changes',
  SortBatches: 'sorting rows',
  SortRows: 'sorting rows',
  PlanPartitions: 'planning partitions',
  HasPartitions: 'planning partitions',
  WritePartitions: 'writing partitions',
  WritePartition: 'writing partitions',
  CommitPublication: 'committing',
  StartTableExport: 'waiting to export',
  IsExportStarted: 'waiting to export',
  WaitUntilExportable: 'waiting to export',
  WaitForTableExport: 'exporting',
  FollowTableExport: 'exporting',
  JudgeTableExport: 'exporting',
  LoadFiles: 'loading rows',
  LoadRows: 'loading rows',
  IsFileLoaded: 'loading rows',
  FinishLoad: 'checking the load',
  IsCaughtUp: 'checking the load',
};

/** States that have a word; a test holds that each stands in a machine. */
export const NAMED_STATES: readonly string[] = [...Object.keys(PHASES), ...Object.keys(ENDINGS)];
