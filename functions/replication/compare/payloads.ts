import type { KeyRange } from '../../../core/replication/comparison/key-range';
import type { FindingsRange } from '../../../core/replication/comparison/report';
import type { ExecutionContext, S3Pointer } from '../../shared/execution';

/** What travels through the machine `replicate-missing`. */

/** Every state of the machine `replicate-missing` gives its functions the execution. */
export interface PlanComparisonInput {
  readonly execution: ExecutionContext;
}

export interface PlanComparisonResult {
  /** Of the work bucket, with a slash at its end. */
  readonly folder: string;
  /** JSON Lines, a {@link ComparedRange} a line. */
  readonly ranges: S3Pointer;
  readonly count: number;
}

export interface ComparedRange extends KeyRange {
  readonly index: number;
}

export interface CompareRangeInput {
  readonly range: ComparedRange;
  readonly folder: string;
  /** Whether what was set aside is to be tried again. */
  readonly setAside: boolean;
  /** How many invocations have compared parts of this range before. */
  readonly part: number;
  /** Where the last one stopped. @default the start of the range */
  readonly next?: string;
}

export interface CompareRangeResult {
  readonly part: number;
  /** The last key that was compared: the range goes on behind it. Absent when it is done. */
  readonly next?: string;
}

export interface ReplicateBatchInput {
  readonly batch: FindingsRange;
  readonly folder: string;
  /** ISO-8601: since when objects wait. */
  readonly startedAt: string;
  readonly part: number;
  /** Where the last invocation stopped. @default the start of the batch */
  readonly next?: number;
  /** `$states.context.State.RetryCount`: after the last retry, what still fails is recorded. */
  readonly retryCount: number;
}

export interface ReplicateBatchResult {
  readonly part: number;
  /** Byte of the file of findings where the next invocation begins. Absent when the batch is done. */
  readonly next?: number;
}

export interface ReportComparisonInput {
  readonly execution: ExecutionContext;
  readonly folder: string;
  readonly reportOnly: boolean;
  /** Whether what was found has been copied. */
  readonly isReplicated: boolean;
}

/** `TO_REPLICATE`: there is something to copy, in the batches. */
export interface ReportComparisonResult extends Record<'missing' | 'different' | 'extra' | 'gone', number> {
  readonly outcome: 'COMPLETE' | 'INCOMPLETE' | 'UNDER_WAY' | 'TO_REPLICATE';
  /** JSON Lines, a `FindingsRange` a line. With `TO_REPLICATE`. */
  readonly batches?: S3Pointer;
  readonly report: S3Pointer;
}
