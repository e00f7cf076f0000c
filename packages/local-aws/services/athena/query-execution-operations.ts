import type {
  BatchGetQueryExecutionCommandInput,
  GetQueryExecutionCommandInput,
  ListQueryExecutionsCommandInput,
  QueryExecution,
  StopQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import type { RequestContext } from '../../service';
import { pageOf } from '../page';
import { type AthenaContext, findExecution } from './context';
import { type ExecutionRecord, resultLocation } from './query-executions';

export async function getQueryExecution(
  context: AthenaContext,
  { QueryExecutionId }: GetQueryExecutionCommandInput,
  caller: RequestContext,
): Promise<object> {
  return { QueryExecution: describeExecution(findExecution(context, QueryExecutionId, caller)) };
}

export async function batchGetQueryExecution(
  context: AthenaContext,
  { QueryExecutionIds = [] }: BatchGetQueryExecutionCommandInput,
  caller: RequestContext,
): Promise<object> {
  return {
    QueryExecutions: QueryExecutionIds.map((id) => describeExecution(findExecution(context, id, caller))),
    UnprocessedQueryExecutionIds: [],
  };
}

export async function listQueryExecutions(
  { executions, workGroups }: AthenaContext,
  { NextToken, MaxResults, WorkGroup }: ListQueryExecutionsCommandInput,
  { accountId }: RequestContext,
): Promise<object> {
  const { name } = workGroups.get(accountId, WorkGroup);
  const own = executions.values().filter((e) => e.account === accountId && e.workGroup === name);
  const { items, next } = pageOf(
    own.sort((a, b) => b.submittedAt - a.submittedAt),
    NextToken,
    MaxResults ?? 50,
    'InvalidRequestException',
  );
  return { QueryExecutionIds: items.map((e) => e.id), NextToken: next };
}

export async function stopQueryExecution(
  context: AthenaContext,
  { QueryExecutionId }: StopQueryExecutionCommandInput,
  caller: RequestContext,
): Promise<object> {
  await context.queries.cancel(findExecution(context, QueryExecutionId, caller));
  return {};
}

const describeExecution = (e: ExecutionRecord): QueryExecution => ({
  QueryExecutionId: e.id,
  Query: e.request.sql,
  StatementType: /^\s*(?:CREATE|DROP|ALTER)\b/i.test(e.request.sql) ? 'DDL' : 'DML',
  ResultConfiguration: e.outputLocation === undefined ? undefined : { OutputLocation: resultLocation(e) },
  QueryExecutionContext: { Database: e.request.database, Catalog: 'awsdatacatalog' },
  Status: {
    State: e.state,
    StateChangeReason: e.reason,
    SubmissionDateTime: new Date(e.submittedAt),
    CompletionDateTime: e.completedAt === undefined ? undefined : new Date(e.completedAt),
    AthenaError:
      e.state === 'FAILED'
        ? { ErrorCategory: 2, ErrorType: 1006, Retryable: false, ErrorMessage: e.reason }
        : undefined,
  },
  Statistics: { TotalExecutionTimeInMillis: (e.completedAt ?? e.submittedAt) - e.submittedAt },
  WorkGroup: e.workGroup,
});
