import type { SFNClient } from '@aws-sdk/client-sfn';
import { localDate } from '../../core/lake/local-date';
import { type RunSubject, subjectOfRun } from '../../core/operations/subject-of-run';
import { warningOfRun } from '../../core/operations/warning-of-run';
import { phaseOf } from '../../core/runs/phases';
import { briefCause, type RootCause, toldBy } from '../../functions/shared/runs/root-cause';
import { readRun } from './read-run';
import type { Run, RunDetails } from './run';

/** One line of `runs`. */
export interface RunSummary extends Run, RunSubject {
  /** What a run that succeeded ended in, or what one that goes on does. */
  readonly outcome?: string;
  /** Why it failed, or what is missing although it succeeded. */
  readonly cause?: string;
}

/** What an outermost or nested machine says at its end, as far as it is listed. */
interface Told {
  readonly outcome?: unknown;
  readonly reason?: unknown;
  readonly export?: { readonly sourceId?: unknown; readonly date?: unknown };
}

/**
 * Asks for one execution: two calls, and more where a Distributed Map failed, for its own error tells nothing of why.
 * Throws ExecutionDoesNotExist.
 */
export async function summarizeRun(sfn: SFNClient, run: Run, timeZone: string): Promise<RunSummary> {
  const read = await readRun(sfn, run.executionArn);
  return { ...run, ...summaryOf(read, timeZone, await briefCause(sfn, read)) };
}

/** What is told of an execution that was read; of one that failed, by that cause. */
export function summaryOf(
  run: RunDetails,
  timeZone: string,
  { error, message }: Pick<RootCause, 'error' | 'message'> = toldBy(run),
): RunSubject & Pick<RunSummary, 'outcome' | 'cause'> {
  const told: Told = run.output ?? {};
  const subject = withoutTime(subjectOfRun(told.export === undefined ? run.input : told, timeZone), timeZone);
  if (run.status === 'SUCCEEDED') return { ...subject, outcome: outcomeOf(told, run), cause: warningOfRun(told) };
  if (run.status === 'RUNNING') return { ...subject, outcome: phaseOf(run) };
  return { ...subject, cause: [error, message].filter((text) => text !== '').join(': ') || undefined };
}

const outcomeOf = ({ outcome, reason }: Told, run: RunDetails): string =>
  [outcome, reason].filter((word) => typeof word === 'string').join(': ') || phaseOf(run);

/** `rds:orders-2026-01-15-01-00`: source, date and UTC time of an automated snapshot. */
const AUTOMATED = /^rds:(.+)-(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)$/;

function withoutTime({ source, date }: RunSubject, timeZone: string): RunSubject {
  const [, id, day, hour, minute] = AUTOMATED.exec(source ?? '') ?? [];
  return id === undefined ? { source, date } : { source: id, date: localDate(`${day}T${hour}:${minute}Z`, timeZone) };
}
