import type { Clock } from '../../clock';
import { type RequestContext, ServiceError } from '../../service';
import type { DurableMap } from '../../store';
import type { ExecutionRecord, QueryExecutions } from './query-executions';
import type { ResultFiles } from './results/result-files';
import type { WorkGroups } from './work-groups';

/** What Athena's operations work on. */
export interface AthenaContext {
  readonly clock: Clock;
  readonly executions: DurableMap<ExecutionRecord>;
  readonly queries: QueryExecutions;
  readonly results: ResultFiles;
  readonly workGroups: WorkGroups;
}

/** Throws InvalidRequestException for one that is not there, or is another account's. */
export function findExecution(
  { executions }: AthenaContext,
  id: string | undefined,
  { accountId }: RequestContext,
): ExecutionRecord {
  const found = executions.get(id ?? '');
  if (found?.account === accountId) return found;
  throw new ServiceError('InvalidRequestException', `QueryExecution ${id} was not found`);
}
