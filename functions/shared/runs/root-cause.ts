import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { failedChild, nestedCause } from '../../../core/runs/nested-cause';
import { failedMapChild } from './failed-map-child';
import { failingState } from './failing-state';

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
}

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
  const state = await unlessGone(failingState(sfn, ended.executionArn));
  return { ...toldBy(ended), state };
}

/** What the execution's own error and cause say, without asking for its children. */
export function toldBy({ executionArn, status, error, cause = '' }: EndedExecution): RootCause {
  // an execution that timed out has neither error nor cause
  const own = error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : '');
  const { error: name, message } = nestedCause(own, cause);
  return { executionArn, error: name, message };
}

async function failedChildOf(
  sfn: ExecutionReader,
  { executionArn, error, cause = '' }: EndedExecution,
): Promise<EndedExecution | undefined> {
  if (error === 'States.ExceedToleratedFailureThreshold') return failedMapChild(sfn, executionArn, readEnded);
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
