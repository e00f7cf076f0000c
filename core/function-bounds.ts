import { CLAIM_SECONDS } from './ledger/notices';
import { FUNCTION_TIMEOUT_SECONDS } from './replication/work-limits';

/** What Lambda stops a function at. */
export interface FunctionBounds {
  /** Longer than the handler takes and shorter than the Task waits. */
  readonly timeoutSeconds: number;
  /** MB; CPU grows with it, 1,769 are one processor. */
  readonly memorySize: number;
}

/** Lambda's own longest. */
const LONGEST_SECONDS = 900;

/** Of the functions that the local runtime runs too: it bounds their time as the stacks do. */
export const FUNCTION_BOUNDS = {
  'start-export': { timeoutSeconds: 85, memorySize: 512 },
  'describe-export': { timeoutSeconds: 55, memorySize: 256 },
  'plan-copy': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1024 },
  // one processor: up to 800 copies at once are bound by signatures, not by memory
  'copy-batch': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1769 },
  'commit-partitions': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1024 },
  'judge-databases': { timeoutSeconds: 85, memorySize: 256 },
  'crawl-tables': { timeoutSeconds: 85, memorySize: 256 },
  // lists of forty thousand tables are held in memory; bench/README.md has the figure
  'apply-governance': { timeoutSeconds: LONGEST_SECONDS, memorySize: 3008 },
  'open-upload': { timeoutSeconds: 300, memorySize: 512 },
  // four streams at once: bound by checksums and TLS, not by memory
  'copy-parts': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1769 },
  // S3 puts large objects together for minutes
  'complete-upload': { timeoutSeconds: LONGEST_SECONDS, memorySize: 512 },
  'plan-comparison': { timeoutSeconds: LONGEST_SECONDS, memorySize: 512 },
  // a page of both listings and of sixteen shards of receipts at a time; bench/README.md has the figure
  'compare-range': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1769 },
  // no longer than a lease: nobody takes a key from a function that is still at work
  'replicate-batch': { timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, memorySize: 1769 },
  'report-comparison': { timeoutSeconds: LONGEST_SECONDS, memorySize: 512 },
  // one processor for DuckDB and one for what is sent; it takes 160 MB, whatever the object
  'convert-parquet': { timeoutSeconds: LONGEST_SECONDS, memorySize: 3538 },
  // Firehose waits so long; one processor: a batch of 1 MB is bound by it, not by memory
  'flatten-items': { timeoutSeconds: 300, memorySize: 1769 },
  // one processor, of which parsing and DuckDB take turns; bench/README.md has the figures of both
  'sort-rows': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1769 },
  'write-partition': { timeoutSeconds: LONGEST_SECONDS, memorySize: 3008 },
  'tell-progress': { timeoutSeconds: 120, memorySize: 256 },
  'start-table-export': { timeoutSeconds: 85, memorySize: 256 },
  // manifests of a hundred thousand files are 25 MB
  'follow-table-export': { timeoutSeconds: 300, memorySize: 512 },
  // one processor for rows, and a second for what is decompressed and compressed meanwhile
  'load-rows': { timeoutSeconds: LONGEST_SECONDS, memorySize: 3538 },
  'finish-load': { timeoutSeconds: 300, memorySize: 512 },
  // holds the list of all landing files of an entry
  'plan-publication': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1024 },
  'plan-partitions': { timeoutSeconds: LONGEST_SECONDS, memorySize: 1024 },
  'commit-publication': { timeoutSeconds: LONGEST_SECONDS, memorySize: 512 },
  'notify-failure': { timeoutSeconds: CLAIM_SECONDS, memorySize: 256 },
} as const satisfies Readonly<Record<string, FunctionBounds>>;
