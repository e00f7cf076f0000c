import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { outputMachine } from '../../core/machines';
import type { ComparisonReport } from '../../core/replication/comparison/report';
import { type RootCause, rootCause } from '../../functions/shared/runs/root-cause';
import { printable } from '../printable';
import { findMachine } from '../runs/find-run';
import type { DeployedOutput } from './outputs';

/** A comparison that ended without success, after the report that stands. */
export interface FailedComparison extends Pick<RootCause, 'error' | 'message' | 'state'> {
  /** ARN. */
  readonly execution: string;
  readonly status: string;
  /** ISO-8601 */
  readonly startedAt: string;
}

/** More than run at once, so that the newest that ended is among them. Step Functions lists the newest first. */
const NEWEST = 100;

/** The newest comparison that has ended, where it failed and the report is not newer. */
export async function failedComparison(
  sfn: SFNClient,
  { output, names }: DeployedOutput,
  report: Pick<ComparisonReport, 'startedAt'> | undefined,
): Promise<FailedComparison | undefined> {
  const stateMachineArn = await findMachine(sfn, names, outputMachine('replicate-missing', output.name));
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: NEWEST }));
  const ended = executions.find(({ status = '' }) => !['RUNNING', 'PENDING_REDRIVE'].includes(status));
  if (ended === undefined || ended.status === 'SUCCEEDED') return undefined;
  const { executionArn: execution = '', status = '', startDate } = ended;
  const startedAt = startDate?.toISOString() ?? '';
  if (report !== undefined && Date.parse(startedAt) < Date.parse(report.startedAt)) return undefined;
  const { error, message, state } = await rootCause(sfn, execution);
  return { execution, status, startedAt, error, message, state };
}

/** For people. `target`: of {@link targetWords}. */
export function failedComparisonText(output: string, failed: FailedComparison, target: readonly string[]): string {
  const { execution, status, startedAt, error, message, state } = failed;
  const told = printable([error, message].filter((text) => text !== '').join(': ') || 'no cause was told');
  const place = state === undefined ? '' : ` (state ${state})`;
  return [
    `${output}: the comparison of ${startedAt} ended ${status}${place}, and nothing was reported since: ${told}`,
    `  Remove the cause, then: ${['npx lakeferry redrive', ...target, execution].join(' ')}`,
  ].join('\n');
}
