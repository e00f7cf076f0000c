import type { SFNClient } from '@aws-sdk/client-sfn';
import { executionLink } from '../../core/runs/console-links';
import { withoutFailedDatabases } from '../../core/runs/failed-databases';
import { phaseOf } from '../../core/runs/phases';
import { type Remedy, remedyOf } from '../../core/runs/remedies';
import { type DatabaseCause, type RootCause, rootCause } from '../../functions/shared/runs/root-cause';
import { type TargetOptions, targetWords } from '../target';
import { type EnteredState, readRun, statesEntered } from './read-run';
import type { RunDetails } from './run';

/** What `show` says of one execution; with `--json`, this very document. */
export interface RunReport extends Omit<RunDetails, 'cause'> {
  readonly phase: string;
  readonly cause?: unknown;
  /** Of a run that failed, timed out or was aborted. */
  readonly failure?: Omit<RootCause, 'databases'> & {
    readonly remedy?: Remedy;
    /** Each that failed, where several did. */
    readonly databases?: readonly (DatabaseCause & { readonly remedy?: Remedy })[];
  };
  /** The execution's page in the AWS console. */
  readonly console: string;
  readonly states: readonly EnteredState[];
}

/** Throws ExecutionDoesNotExist. */
export async function describeRun(sfn: SFNClient, executionArn: string): Promise<RunReport> {
  const run = await readRun(sfn, executionArn);
  const hasFailed = run.status !== 'SUCCEEDED' && run.status !== 'RUNNING';
  const failure = hasFailed ? await rootCause(sfn, executionArn) : undefined;
  return {
    ...run,
    phase: phaseOf(run),
    cause: parsed(run.cause),
    failure: failure && {
      ...withRemedy(failure),
      databases: failure.databases?.map(withRemedy),
    },
    console: executionLink(executionArn),
    states: await statesEntered(sfn, executionArn),
  };
}

const withRemedy = <T extends { readonly error: string }>(cause: T): T & { readonly remedy?: Remedy } => ({
  ...cause,
  remedy: remedyOf(cause.error),
});

/** The report for people: what is wrong and what to do first, the states last. A redrive asks where this was asked. */
export function showRun(report: RunReport, target: TargetOptions = {}): string {
  const { executionArn, status, phase, startedAt, stoppedAt, redriveCount, failure, states } = report;
  const time = (at: Date | undefined): string => at?.toISOString() ?? '';
  const lines: readonly (readonly [string, string] | undefined)[] = [
    ['execution', executionArn],
    ['status', status === 'RUNNING' || status === 'SUCCEEDED' ? `${status}: ${phase}` : `${status} in ${report.state}`],
    ['started', time(startedAt)],
    stoppedAt && ['stopped', time(stoppedAt)],
    redriveCount > 0 ? ['redrives', String(redriveCount)] : undefined,
    ...(failure === undefined ? [] : failureLines(executionArn, failure, target)),
    ['console', report.console],
    ['input', JSON.stringify(report.input)],
    report.output === undefined ? undefined : ['output', JSON.stringify(report.output)],
    ...states.map(({ at, state = '' }, i) => [i === 0 ? 'states' : '', `${time(at)}  ${state}`] as const),
  ];
  return lines.flatMap((line) => (line === undefined ? [] : [`${line[0].padEnd(LABEL_WIDTH)}${line[1]}`])).join('\n');
}

const LABEL_WIDTH = 11;

function failureLines(
  executionArn: string,
  failure: NonNullable<RunReport['failure']>,
  target: TargetOptions,
): (readonly [string, string])[] {
  const { error, message, remedy, databases = [] } = failure;
  const redrive = ['npx lakeferry redrive', ...targetWords(target), executionArn].join(' ');
  const then = remedy?.next === 'start-again' ? 'A redrive does not help.' : `Then: ${redrive}`;
  return [
    ['error', databases.length > 0 ? `${error}: ${withoutFailedDatabases(message)}` : named(error, message)],
    ...databases.flatMap((each) => databaseLines(each)),
    ...(failure.executionArn === executionArn ? [] : [['failed in', placeOf(failure)] as const]),
    ['to do', [remedy?.action ?? 'Remove the cause.', then].join(' ')],
  ];
}

const named = (error: string, message: string): string => (error === '' ? message : `${error}: ${message}`);

const databaseLines = (each: DatabaseCause & { readonly remedy?: Remedy }): (readonly [string, string])[] => [
  ['database', `${each.glueDatabase}: ${named(each.error, each.message)}`],
  ['', `failed in ${placeOf(each)}`],
  ['', each.remedy?.action ?? 'Remove the cause.'],
];

const placeOf = ({ executionArn, state }: Pick<RootCause, 'executionArn' | 'state'>): string =>
  state === undefined ? executionArn : `${executionArn}, state ${state}`;

/** JSON as a value; other text as it is. Causes of nested executions are JSON within JSON. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const record = value as Record<string, unknown>;
    return typeof record.Cause === 'string' ? { ...record, Cause: parsed(record.Cause) } : record;
  } catch {
    return text;
  }
}
