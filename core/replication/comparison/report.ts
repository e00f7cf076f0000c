import type { ManifestRange } from '../../manifest/ranges';
import type { Judgement } from '../judge-object';

/** Numbers of objects, each of the source in one of them: `same` to `underWay`. */
export interface ComparisonCounts {
  readonly sourceObjects: number;
  readonly sourceBytes: number;
  readonly destinationObjects: number;
  readonly destinationBytes: number;
  readonly same: number;
  /** Not at the destination. */
  readonly missing: number;
  /** At the destination, and not what the source has now. */
  readonly different: number;
  /** Matched by a glob of the configuration. */
  readonly ignored: number;
  /** Recorded with a reason why it cannot be copied. */
  readonly setAside: number;
  /** Somebody is copying it at this moment. */
  readonly underWay: number;
  /** At the destination alone, and nothing that this output wrote. */
  readonly extra: number;
  /** Written by this output, and no longer at the source. */
  readonly gone: number;
}

export const NOTHING_COMPARED: ComparisonCounts = {
  sourceObjects: 0,
  sourceBytes: 0,
  destinationObjects: 0,
  destinationBytes: 0,
  same: 0,
  missing: 0,
  different: 0,
  ignored: 0,
  setAside: 0,
  underWay: 0,
  extra: 0,
  gone: 0,
};

/** Which number an object is counted by. */
export const COUNTED = {
  SAME: 'same',
  MISSING: 'missing',
  DIFFERENT: 'different',
  SET_ASIDE: 'setAside',
  UNDER_WAY: 'underWay',
  EXTRA: 'extra',
  GONE: 'gone',
} as const satisfies Readonly<Record<Judgement, keyof ComparisonCounts>>;

/** One line of what a comparison found. */
export interface Finding {
  readonly judgement: Exclude<Judgement, 'SAME' | 'UNDER_WAY'>;
  /** At the source. */
  readonly key: string;
  /** Bytes at the source, or at the destination where it is there alone. */
  readonly size: number;
  /** Of the source, without quotes. Absent where it has none. */
  readonly etag?: string;
  /** Of listings of versions. */
  readonly versionId?: string;
  /** Revision of the receipt that was read, 0 where there was none. Another one means: somebody was at work since. */
  readonly revision: number;
}

/** Lines of a file of findings that one invocation copies. */
export interface FindingsRange extends ManifestRange {
  readonly key: string;
}

/** What one invocation found in its part of a range. */
export interface PartResult {
  readonly counts: ComparisonCounts;
  readonly batches: readonly FindingsRange[];
  readonly examples: Examples;
}

/** A few keys of each kind, so that a report tells something by itself. The files of findings have all. */
export type Examples = Readonly<Partial<Record<Finding['judgement'], readonly string[]>>>;
export const MAX_EXAMPLES = 20;

/** What became of findings that were to be copied. */
export interface ReplicatedCounts {
  readonly replicated: number;
  readonly bytes: number;
  /** Copied by somebody else, or by a machine that goes on with it. */
  readonly underWay: number;
  readonly setAside: number;
  /** No longer at the source when its turn came. */
  readonly gone: number;
  readonly failedMissing: number;
  readonly failedDifferent: number;
}

export const NOTHING_REPLICATED: ReplicatedCounts = {
  replicated: 0,
  bytes: 0,
  underWay: 0,
  setAside: 0,
  gone: 0,
  failedMissing: 0,
  failedDifferent: 0,
};

/** What one invocation copied. */
export interface ReplicatedResult {
  readonly counts: ReplicatedCounts;
  readonly failures: readonly ReplicationFailure[];
}

export interface ReplicationFailure {
  readonly key: string;
  readonly error: string;
  readonly message: string;
}
export const MAX_FAILURES = 20;

/**
 * `COMPLETE`: nothing is missing or different, or was copied by the end of the run. `INCOMPLETE`: something is, and the
 * report names it. `UNDER_WAY`: nothing else is left than what somebody is copying, which nothing proves yet.
 * `REPLICATING`: compared, and not yet copied.
 */
export type ComparisonOutcome = 'COMPLETE' | 'INCOMPLETE' | 'UNDER_WAY' | 'REPLICATING';

/** `replication/<output>/report.json` in the work bucket: the last comparison of an output. */
export interface ComparisonReport extends ComparisonCounts {
  readonly output: string;
  readonly outcome: ComparisonOutcome;
  readonly reportOnly: boolean;
  /** ARN. */
  readonly execution: string;
  /** ISO-8601: the state of both sides is at or after this moment. */
  readonly startedAt: string;
  readonly writtenAt: string;
  /** Of this run; absent in a report only, and before anything was copied. */
  readonly replicated?: ReplicatedCounts;
  readonly examples: Examples;
  readonly failures: readonly ReplicationFailure[];
  /** Folder of the work bucket with every finding, as JSON Lines. */
  readonly findings: string;
}

/** What of the source is not proved to be at the destination when a report is written. */
export type Left = Readonly<Record<'missing' | 'different' | 'underWay', number>>;

export const leftOf = ({
  missing,
  different,
  underWay,
  replicated,
}: Left & Pick<ComparisonReport, 'replicated'>): Left =>
  replicated === undefined
    ? { missing, different, underWay }
    : {
        missing: replicated.failedMissing,
        different: replicated.failedDifferent,
        underWay: underWay + replicated.underWay,
      };

/** Of what is left when nothing more is copied. */
export function outcomeOf({ missing, different, underWay }: Left): Exclude<ComparisonOutcome, 'REPLICATING'> {
  if (missing + different > 0) return 'INCOMPLETE';
  return underWay > 0 ? 'UNDER_WAY' : 'COMPLETE';
}

/** Adds the numbers of one object to those of another. */
export function added<T extends object>(a: T, b: T): T {
  const sums = Object.entries(a).map(([name, value]) => [name, (value as number) + (b[name as keyof T] as number)]);
  return Object.fromEntries(sums) as T;
}

/** The first few of each kind. */
export function addedExamples(a: Examples, b: Examples): Examples {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof Examples)[];
  return Object.fromEntries(
    names.map((name) => [name, [...(a[name] ?? []), ...(b[name] ?? [])].slice(0, MAX_EXAMPLES)]),
  );
}
