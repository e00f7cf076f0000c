import { type ExecutionStatus, paginateListExecutions, type SFNClient } from '@aws-sdk/client-sfn';
import type { Run } from './run';

/** Executions of one machine, newest first. Throws StateMachineDoesNotExist. */
export async function listRuns(
  sfn: SFNClient,
  stateMachineArn: string,
  statusFilter?: ExecutionStatus,
): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn, statusFilter })) {
    for (const execution of page.executions ?? []) {
      const { executionArn = '', name = '', status = '', redriveCount = 0, startDate, stopDate } = execution;
      runs.push({ executionArn, name, status, redriveCount, startedAt: startDate, stoppedAt: stopDate });
    }
  }
  return runs.sort((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
}
