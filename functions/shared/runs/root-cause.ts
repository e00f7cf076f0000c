import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { DATABASES_FAILED, type FailedDatabase, readFailedDatabases } from '../../../core/runs/failed-databases';
import { failedChild, nestedCause } from '../../../core/runs/nested-cause';
import { inParallel } from '../in-parallel';
import { failedMapChild } from './failed-map-child';
import { failingState } from './failing-state';

/** Error of an execution in which a Distributed Map failed. Its children know why. */
export const MAP_FAILED = 'States.ExceedToleratedFailureThreshold';

/** What this reads executions with. */
export type ExecutionReader = Pick<SFNClient, 'send'>;

/** An execution that ended without success, as DescribeExecution or its status change tells it. */
export interface EndedExecution {
  readonly executionArn: string;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface RootCause {
  /** The execution that failed by itself: the deepest one. */
  readonly executionArn: string;
  readonly error: string;
  readonly message: string;
  /** The state in which it ended. */
  readonly state?: string;
  /** Several databases of it failed, each for itself: the cause of each. */
  readonly databases?: readonly DatabaseCause[];
}

export interface DatabaseCause extends Omit<RootCause, 'databases'> {
  readonly glueDatabase: string;
}

/** Of databases that failed, those whose executions are read: the message tells of the others. */
const MOST_READ = 25;
const READ_AT_ONCE = 5;

/** Nested executions are three deep, and a Map Run's children one more. */
const MAX_DEPTH = 8;

/** Why an execution failed. Throws ExecutionDoesNotExist. */
export const rootCause = async (sfn: ExecutionReader, executionArn: string): Promise<RootCause> =>
  deepestCause(sfn, await readEnded(sfn, executionArn));

/**
 * Why an execution failed that is known already. Goes down by the ARN of each failed child, because a cause within a
 * cause is escaped again at each level and Step Functions cuts it at 32,768 characters. A child that cannot be read any
 * more is told from its parent's cause.
 */
export async function deepestCause(sfn: ExecutionReader, ended: EndedExecution, depth = 0): Promise<RootCause> {
  const child = depth < MAX_DEPTH ? await failedChildOf(sfn, ended) : undefined;
  if (child !== undefined) return deepestCause(sfn, child, depth + 1);
  const [state, told] = [await unlessGone(failingState(sfn, ended.executionArn)), ownCause(ended)];
  if (told.error !== DATABASES_FAILED) return { ...told, state };
  const databases = await databaseCauses(sfn, ended, depth);
  if (databases.length !== 1) return { ...told, state, databases };
  const { glueDatabase: _only, ...cause } = databases[0]!;
  return cause;
}

/** The cause of each database that the execution's error names. */
async function databaseCauses(sfn: ExecutionReader, ended: EndedExecution, depth: number): Promise<DatabaseCause[]> {
  const failed = readFailedDatabases(ownCause(ended).message);
  const read = await inParallel(failed.slice(0, MOST_READ), READ_AT_ONCE, async (database) => {
    const child = await childOf(sfn, database);
    return child && deepestCause(sfn, child, depth + 1);
  });
  return failed.map(({ glueDatabase, error, message }, i) => ({
    glueDatabase,
    ...(read[i] ?? { executionArn: ended.executionArn, error, message }),
  }));
}

/** Undefined where the execution tells no failure any more: it may have been redriven by itself. */
async function childOf(sfn: ExecutionReader, { executionArn }: FailedDatabase): Promise<EndedExecution | undefined> {
  const child = executionArn === undefined ? undefined : await unlessGone(readEnded(sfn, executionArn));
  return child === undefined || ['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'].includes(child.status) ? undefined : child;
}

/**
 * What the execution's own error and cause say, without asking for its children. Where one database alone failed, that
 * is its trouble.
 */
export function toldBy(ended: EndedExecution): RootCause {
  const own = ownCause(ended);
  const [only, ...others] = own.error === DATABASES_FAILED ? readFailedDatabases(own.message) : [];
  if (only === undefined || others.length > 0) return own;
  return { executionArn: only.executionArn ?? own.executionArn, error: only.error, message: only.message };
}

/** As {@link toldBy}, but that it asks for the children of a Distributed Map. Throws ExecutionDoesNotExist. */
export async function briefCause(sfn: ExecutionReader, ended: EndedExecution): Promise<RootCause> {
  const told = toldBy(ended);
  return told.error === MAP_FAILED ? deepestCause(sfn, ended) : told;
}

function ownCause({ executionArn, status, error, cause = '' }: EndedExecution): RootCause {
  // an execution that timed out has neither error nor cause
  const own = error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : '');
  const { error: name, message } = nestedCause(own, cause);
  return { executionArn, error: name, message };
}

async function failedChildOf(
  sfn: ExecutionReader,
  { executionArn, error, cause = '' }: EndedExecution,
): Promise<EndedExecution | undefined> {
  if (error === MAP_FAILED) return failedMapChild(sfn, executionArn, readEnded);
  const child = failedChild(cause);
  return child === undefined ? undefined : unlessGone(readEnded(sfn, child));
}

async function readEnded(sfn: ExecutionReader, executionArn: string): Promise<EndedExecution> {
  const { status = '', error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return { executionArn, status, error, cause };
}

async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}
