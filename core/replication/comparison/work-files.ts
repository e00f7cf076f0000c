import { workFolder } from '../names';

/** The last report of an output. */
export const reportKey = (output: string): string => `${workFolder(output)}/report.json`;

/** Folder of one comparison. `execution` is an ARN. */
export const comparisonFolder = (output: string, execution: string): string =>
  `${workFolder(output)}/comparisons/${execution.split(':').at(-1)}/`;

/** Files below a comparison's folder. */
export const COMPARISON_FILES = {
  ranges: 'ranges.jsonl',
  batches: 'batches.jsonl',
  report: 'report.json',
  /** Of `MISSING` and `DIFFERENT`. */
  found: 'found/',
  /** Of everything else that is to be told. */
  others: 'others/',
  /** What each invocation of compare-range found. */
  compared: 'compared/',
  /** What each invocation of replicate-batch did. */
  replicated: 'replicated/',
} as const;
