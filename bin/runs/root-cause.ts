import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ListMapRunsCommand,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { failedChild, nestedCause } from '../../core/runs/nested-cause';

export interface RootCause {
  /** The execution that failed by itself: the deepest one. */
  readonly executionArn: string;
  readonly error: string;
  readonly message: string;
}

/** Nested executions are three deep, and a Map Run's children one more. */
const MAX_DEPTH = 8;

/**
 * Why an execution failed. Goes down by the ARN of each failed child, because a cause within a cause is escaped again at each level and
 * Step Functions cuts it at 32,768 characters. A child that cannot be read any more is told from its parent's cause.
 */
export async function rootCause(sfn: SFNClient, executionArn: string, depth = 0): Promise<RootCause> {
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const child = depth < MAX_DEPTH ? await failedChildOf(sfn, execution) : undefined;
  const deeper = child === undefined ? undefined : await unlessGone(rootCause(sfn, child, depth + 1));
  if (deeper !== undefined) return deeper;
  // an execution that timed out has neither error nor cause
  const { status, error = status === 'TIMED_OUT' ? 'States.Timeout' : '', cause = '' } = execution;
  const { error: name, message } = nestedCause(error, cause);
  return { executionArn, error: name, message };
}

async function failedChildOf(
  sfn: SFNClient,
  { executionArn, error, cause = '' }: DescribeExecutionCommandOutput,
): Promise<string | undefined> {
  if (error !== 'States.ExceedToleratedFailureThreshold') return failedChild(cause);
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  for (const { mapRunArn } of mapRuns.toReversed()) {
    for await (const page of paginateListExecutions({ client: sfn }, { mapRunArn, statusFilter: 'FAILED' })) {
      const [first] = page.executions ?? [];
      if (first !== undefined) return first.executionArn;
    }
  }
  return undefined;
}

async function unlessGone(cause: Promise<RootCause>): Promise<RootCause | undefined> {
  try {
    return await cause;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}
