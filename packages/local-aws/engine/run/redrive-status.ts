import { MAX_EXECUTION_MS, MAX_REDRIVABLE_EVENTS, REDRIVABLE_MS } from '../limits';
import type { ExecutionRecord } from '../records/execution-record';

export interface RedriveStatus {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  readonly redriveStatusReason?: string;
}

/** Whether an execution can be redriven, and if not, why, in DescribeExecution's words. `now` decides the 14 days. */
export function redriveStatus(record: ExecutionRecord, now = record.stopDate ?? record.startDate): RedriveStatus {
  const not = (redriveStatusReason: string): RedriveStatus => ({
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason,
  });
  if (record.status === 'RUNNING') return not('Execution is RUNNING and cannot be redriven');
  if (record.status === 'SUCCEEDED') return not('Execution is SUCCEEDED and cannot be redriven');
  if (record.status === 'PENDING_REDRIVE') return not('Execution is PENDING_REDRIVE and cannot be redriven');
  if (record.type === 'EXPRESS') return not('Express executions cannot be redriven');
  if (record.eventCount > MAX_REDRIVABLE_EVENTS) return not('Execution history event limit exceeded');
  if (now - record.startDate > MAX_EXECUTION_MS) return not('Execution has exceeded the max execution time');
  if (now - (record.stopDate ?? now) > REDRIVABLE_MS) return not('Execution redrivable period exceeded');
  if (record.mapRunArn !== undefined) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  return { redriveStatus: 'REDRIVABLE' };
}
