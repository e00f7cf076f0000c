import type { ColumnInfo, GetQueryResultsCommandInput } from '@aws-sdk/client-athena';
import { type RequestContext, ServiceError } from '../../service';
import { type AthenaContext, findExecution } from './context';
import { MAX_PAGE_ROWS } from './results/read-page';
import type { ResultColumn } from './run-query';

export async function getQueryResults(
  context: AthenaContext,
  input: GetQueryResultsCommandInput,
  caller: RequestContext,
): Promise<object> {
  const execution = findExecution(context, input.QueryExecutionId, caller);
  const { state, columns = [], reason } = execution;
  if (state !== 'SUCCEEDED') {
    const why = state === 'RUNNING' ? 'Query has not yet finished' : `Query did not finish successfully: ${reason}`;
    throw new ServiceError('InvalidRequestException', `${why}. Final query state: ${state}`);
  }
  const { MaxResults = MAX_PAGE_ROWS } = input;
  if (!(MaxResults >= 1 && MaxResults <= MAX_PAGE_ROWS))
    throw new ServiceError('InvalidRequestException', `MaxResults must be from 1 to ${MAX_PAGE_ROWS}.`);
  const { rows, next } = await context.queries.page(execution, input.NextToken, MaxResults);
  return {
    ResultSet: {
      Rows: rows.map((row) => ({ Data: row.map((v) => (v === undefined ? {} : { VarCharValue: v })) })),
      ResultSetMetadata: { ColumnInfo: columns.map(describeColumn) },
    },
    UpdateCount: 0,
    NextToken: next,
  };
}

const describeColumn = ({ name, type }: ResultColumn): ColumnInfo => ({
  CatalogName: 'hive',
  SchemaName: '',
  TableName: '',
  Name: name,
  Label: name,
  Type: type,
  Nullable: 'UNKNOWN',
});
