import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ComparisonReport, leftOf } from '../../core/replication/comparison/report';
import { reportKey } from '../../core/replication/comparison/work-files';
import { printable } from '../printable';
import { formatTable } from '../table';
import { type FailedComparison, failedComparisonText } from './failed-comparison';
import type { DeployedOutput } from './outputs';

/** The last report of an output; `undefined` where both sides were never compared. */
export async function readReport(
  s3: S3Client,
  { output, workBucket: Bucket }: DeployedOutput,
): Promise<ComparisonReport | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: reportKey(output.name) }));
    return JSON.parse((await Body?.transformToString()) ?? '') as ComparisonReport;
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

export interface OutputReport {
  readonly output: string;
  /** In which a report's `findings` are. */
  readonly workBucket: string;
  /** Absent where both sides were never compared. */
  readonly report?: ComparisonReport;
  /** A later comparison than the report's that failed: what stands now, nobody knows. */
  readonly failed?: FailedComparison;
}

/** How further commands are to be written. */
export interface ReportCommands {
  readonly compare: string;
  /** Of {@link targetWords}: before an execution. */
  readonly target: readonly string[];
}

/** For people: a line for each output, and the first keys that are not as they should be. */
export function reportText(reports: readonly OutputReport[], { compare, target }: ReportCommands): string {
  const rows = reports.flatMap(({ report }) => (report === undefined ? [] : [rowOf(report)]));
  const table = formatTable(
    [
      'output',
      'outcome',
      'compared',
      'objects',
      'missing',
      'different',
      'under way',
      'set aside',
      'ignored',
      'extra',
      'gone',
    ],
    rows,
  );
  const absent = reports
    .filter(({ report }) => report === undefined)
    .map(({ output }) => `${output} was never compared. Compare it: ${compare} --output ${output}`);
  const failed = reports.flatMap((each) =>
    each.failed === undefined ? [] : [failedComparisonText(each.output, each.failed, target)],
  );
  const examples = reports.flatMap(({ report, workBucket }) =>
    report === undefined ? [] : examplesOf(report, workBucket),
  );
  return [...(rows.length === 0 ? [] : [table]), ...absent, ...failed, ...examples].join('\n');
}

function rowOf(report: ComparisonReport): (string | number)[] {
  const { missing, different, underWay } = leftOf(report);
  const { output, outcome, startedAt, sourceObjects, setAside, ignored, extra, gone } = report;
  return [output, outcome, startedAt, sourceObjects, missing, different, underWay, setAside, ignored, extra, gone];
}

function examplesOf({ output, outcome, examples, failures, findings }: ComparisonReport, workBucket: string): string[] {
  // what was missing before a run that copied it all needs nobody
  const isLeft = outcome === 'INCOMPLETE' || outcome === 'REPLICATING';
  const named = [...(isLeft ? LEFT : []), ...TOLD].flatMap((kind) =>
    (examples[kind] ?? [])
      .slice(0, MOST_KEYS_SHOWN)
      .map((key) => `  ${output}: ${kind.toLowerCase().replace('_', ' ')}: ${printable(key)}`),
  );
  const failed = failures
    .slice(0, MOST_KEYS_SHOWN)
    .map(({ key, message }) => `  ${output}: ${printable(key)}: ${printable(message)}`);
  const underWay =
    outcome === 'UNDER_WAY' ? [`  ${output}: somebody was still copying the rest. Compare again when it is done.`] : [];
  const lines = [...named, ...failed, ...underWay];
  return lines.length === 0 ? [] : ['', ...lines, `  Every finding: s3://${workBucket}/${findings}`];
}

const LEFT = ['MISSING', 'DIFFERENT'] as const;
/** Findings of any outcome. */
const TOLD = ['SET_ASIDE', 'EXTRA', 'GONE'] as const;
const MOST_KEYS_SHOWN = 5;
