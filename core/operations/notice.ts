import type { Names } from '../deployed-names';
import { executionLink } from '../runs/console-links';
import { type Remedy, remedyOf } from '../runs/remedies';
import { oneSentence } from './one-sentence';
import type { StatusChange } from './status-change';
import type { RunSubject } from './subject-of-run';

/**
 * What people are told of a run that ended. A document: `default` of the SNS message; `notice-text.ts` makes the mail
 * of it.
 */
export type Notice = RunEnd & (FailureNotice | WarningNotice);

interface RunEnd extends RunSubject {
  readonly executionArn: string;
  /** `lakeferry`, and of a named installation `lakeferry-<name>`. */
  readonly installation: string;
  /** Without the installation. */
  readonly machine: string;
  readonly redriveCount: number;
  /** ISO-8601. */
  readonly endedAt?: string;
  /** The execution's page in the AWS console. */
  readonly console: string;
}

export interface FailureNotice {
  readonly outcome: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly error: string;
  /** The deepest cause, one sentence. */
  readonly cause: string;
  /** The execution that failed by itself, and its state. */
  readonly failedIn: { readonly executionArn: string; readonly state?: string };
  readonly remedy?: Remedy;
  /** Each database that failed, where several did. */
  readonly databases?: readonly DatabaseFailure[];
  /** Step Functions says why not, or until when: 14 days. */
  readonly redrive: { readonly until?: string } | { readonly refused: string };
}

/** One database that failed while others did too. */
export interface DatabaseFailure extends Pick<FailureNotice, 'error' | 'cause' | 'failedIn' | 'remedy'> {
  readonly glueDatabase: string;
}

/** The run succeeded, and somebody should look. */
export interface WarningNotice {
  readonly outcome: 'INCOMPLETE';
  readonly warning: string;
}

/** As the reader of executions found it. */
export interface DeepestCause {
  readonly executionArn: string;
  readonly error: string;
  readonly message: string;
  readonly state?: string;
  readonly databases?: readonly (DeepestCause & { readonly glueDatabase: string })[];
}

/** Step Functions Developer Guide, "Redriving executions". */
const REDRIVE_DAYS = 14;

/** A run that ended, and what is known of it. */
export interface EndedRun {
  readonly ended: StatusChange;
  readonly subject: RunSubject;
  readonly names: Names;
}

export function failureNotice(run: EndedRun, deepest: DeepestCause): Notice {
  const { ended } = run;
  return {
    ...endOf(run),
    outcome: ended.status as FailureNotice['outcome'],
    ...failureOf(deepest),
    databases: deepest.databases?.map((each) => ({ glueDatabase: each.glueDatabase, ...failureOf(each) })),
    redrive: redriveOf(ended),
  };
}

const failureOf = ({ error, message, executionArn, state }: DeepestCause) => ({
  error,
  cause: oneSentence(message),
  failedIn: { executionArn, state },
  remedy: remedyOf(error),
});

export const warningNotice = (run: EndedRun, warning: string): Notice => ({
  ...endOf(run),
  outcome: 'INCOMPLETE',
  warning,
});

const endOf = ({ ended, subject, names }: EndedRun): RunEnd => ({
  ...subject,
  installation: names.prefix,
  executionArn: ended.executionArn,
  machine: machineOf(ended, names),
  redriveCount: ended.redriveCount ?? 0,
  endedAt: timeOf(ended.stopDate),
  console: executionLink(ended.executionArn),
});

function machineOf({ stateMachineArn }: StatusChange, names: Names): string {
  const name = stateMachineArn.split(':').at(-1) ?? '';
  const prefix = names.deployed('');
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function redriveOf({ redriveStatus, redriveStatusReason, stopDate }: StatusChange): FailureNotice['redrive'] {
  if (redriveStatus === 'NOT_REDRIVABLE') return { refused: redriveStatusReason ?? 'Step Functions gives no reason.' };
  return { until: timeOf(stopDate && stopDate + REDRIVE_DAYS * 86_400_000) };
}

const timeOf = (ms: number | null | undefined): string | undefined =>
  ms ? new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z') : undefined;
