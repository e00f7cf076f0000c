import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type {
  BatchGetQueryExecutionCommandInput,
  ColumnInfo,
  GetQueryExecutionCommandInput,
  GetQueryResultsCommandInput,
  GetWorkGroupCommandInput,
  ListQueryExecutionsCommandInput,
  QueryExecution,
  StartQueryExecutionCommandInput,
  StopQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { inBackground } from '../../background';
import {
  type LocalService,
  type ObjectStore,
  type Operation,
  type ServiceDependencies,
  ServiceError,
} from '../../service';
import { DurableMap } from '../../store';
import type { Catalog } from '../glue';
import { pageOf } from '../page';
import { countRows } from './count-rows';
import { FileCache } from './file-cache';
import { type ExecutionRecord, QueryExecutions, resultLocation } from './query-executions';
import { MAX_PAGE_ROWS } from './results/read-page';
import { ResultFiles } from './results/result-files';
import { type QueryRequest, type QueryResult, type ResultColumn, runQuery, type SeeTable } from './run-query';

export { QueryFailedError } from './query-error';
export type { QueryRequest, QueryResult, SeeTable } from './run-query';

export interface AthenaDependencies extends ServiceDependencies {
  readonly objects: ObjectStore;
  readonly catalog: Catalog;
  /** Lake Formation's. */
  readonly see: SeeTable;
  /** Where files are kept while they are queried. @default a temporary folder */
  readonly directory?: string;
}

export interface Athena {
  readonly service: LocalService;
  /** Where the files are. */
  readonly directory: string;
  /** In process, without an execution to wait for. Throws QueryFailedError. */
  query(request: QueryRequest): Promise<QueryResult>;
  /** Rows in parquet objects, counted by DuckDB; no permissions apply. */
  countRows(bucket: string, keys: readonly string[], where?: string): Promise<number>;
  /** Removes the files. */
  close(): Promise<void>;
}

const WORK_GROUP = 'primary';

/** Athena over the catalog's parquet, by DuckDB, through the columns and rows that Lake Formation lets the caller see. */
export async function createAthena(deps: AthenaDependencies): Promise<Athena> {
  const { clock, objects } = deps;
  const executions = await DurableMap.load<ExecutionRecord>(deps.store, 'athena-executions');
  const files = new FileCache(objects, deps.directory === undefined ? undefined : join(deps.directory, 'files'));
  const query = (request: QueryRequest): Promise<QueryResult> => runQuery({ ...deps, files }, request);

  for (const left of executions.values()) {
    if (left.state !== 'RUNNING') continue;
    const reason = 'GENERIC_INTERNAL_ERROR: The process ended while the query ran.';
    await executions.set(left.id, { ...left, state: 'FAILED', reason, completedAt: clock.now() });
  }

  const results = new ResultFiles(objects, deps.directory === undefined ? undefined : join(deps.directory, 'results'));
  const queries = new QueryExecutions({ ...deps, files, executions, results });

  const find = (id: string | undefined, account: string): ExecutionRecord => {
    const found = executions.get(id ?? '');
    if (found?.account === account) return found;
    throw new ServiceError('InvalidRequestException', `QueryExecution ${id} was not found`);
  };

  const operations: Record<string, Operation> = {
    StartQueryExecution: async (input: StartQueryExecutionCommandInput, { accountId, principalArn }) => {
      const repeated = executions
        .values()
        .find((e) => e.account === accountId && e.token !== undefined && e.token === input.ClientRequestToken);
      if (repeated !== undefined) return { QueryExecutionId: repeated.id };
      checkLength(input.QueryString ?? '');
      const outputLocation = input.ResultConfiguration?.OutputLocation;
      if (outputLocation !== undefined) results.check(outputLocation);
      const execution: ExecutionRecord = {
        id: randomUUID(),
        account: accountId,
        token: input.ClientRequestToken,
        request: {
          principalArn,
          catalogId: accountId,
          database: input.QueryExecutionContext?.Database,
          sql: input.QueryString ?? '',
        },
        workGroup: input.WorkGroup ?? WORK_GROUP,
        outputLocation,
        state: 'RUNNING',
        submittedAt: clock.now(),
      };
      await executions.set(execution.id, execution);
      inBackground('athena', () => clock.hold(() => queries.run(execution)));
      return { QueryExecutionId: execution.id };
    },
    GetQueryExecution: async ({ QueryExecutionId }: GetQueryExecutionCommandInput, { accountId }) => ({
      QueryExecution: describeExecution(find(QueryExecutionId, accountId)),
    }),
    BatchGetQueryExecution: async ({ QueryExecutionIds = [] }: BatchGetQueryExecutionCommandInput, { accountId }) => ({
      QueryExecutions: QueryExecutionIds.map((id) => describeExecution(find(id, accountId))),
      UnprocessedQueryExecutionIds: [],
    }),
    ListQueryExecutions: async ({ NextToken, MaxResults }: ListQueryExecutionsCommandInput, { accountId }) => {
      const own = executions.values().filter((e) => e.account === accountId);
      const { items, next } = pageOf(
        own.sort((a, b) => b.submittedAt - a.submittedAt),
        NextToken,
        MaxResults ?? 50,
        'InvalidRequestException',
      );
      return { QueryExecutionIds: items.map((e) => e.id), NextToken: next };
    },
    StopQueryExecution: async ({ QueryExecutionId }: StopQueryExecutionCommandInput, { accountId }) => {
      await queries.cancel(find(QueryExecutionId, accountId));
      return {};
    },
    GetQueryResults: async (input: GetQueryResultsCommandInput, { accountId }) => {
      const execution = find(input.QueryExecutionId, accountId);
      const { state, columns = [], reason } = execution;
      if (state !== 'SUCCEEDED') {
        const why = state === 'RUNNING' ? 'Query has not yet finished' : `Query did not finish successfully: ${reason}`;
        throw new ServiceError('InvalidRequestException', `${why}. Final query state: ${state}`);
      }
      const { MaxResults = MAX_PAGE_ROWS } = input;
      if (!(MaxResults >= 1 && MaxResults <= MAX_PAGE_ROWS))
        throw new ServiceError('InvalidRequestException', `MaxResults must be from 1 to ${MAX_PAGE_ROWS}.`);
      const { rows, next } = await queries.page(execution, input.NextToken, MaxResults);
      return {
        ResultSet: {
          Rows: rows.map((row) => ({ Data: row.map((v) => (v === undefined ? {} : { VarCharValue: v })) })),
          ResultSetMetadata: { ColumnInfo: columns.map(describeColumn) },
        },
        UpdateCount: 0,
        NextToken: next,
      };
    },
    ListWorkGroups: async () => ({ WorkGroups: [{ Name: WORK_GROUP, State: 'ENABLED' }] }),
    GetWorkGroup: async ({ WorkGroup }: GetWorkGroupCommandInput) => {
      if (WorkGroup !== WORK_GROUP)
        throw new ServiceError('InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`);
      return { WorkGroup: { Name: WORK_GROUP, State: 'ENABLED' } };
    },
  };

  return {
    service: { name: 'athena', operations },
    directory: files.directory,
    query,
    countRows: (bucket, keys, where) => countRows(files, objects, bucket, keys, where),
    async close() {
      await queries.close();
      await files.clear();
      await results.close();
    },
  };
}

/** StartQueryExecution, "QueryString": length constraint. */
const MAX_SQL_LENGTH = 262_144;

function checkLength({ length }: string): void {
  if (length >= 1 && length <= MAX_SQL_LENGTH) return;
  throw new ServiceError(
    'InvalidRequestException',
    `QueryString has ${length} characters. It must have from 1 to ${MAX_SQL_LENGTH}.`,
  );
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

const describeExecution = (e: ExecutionRecord): QueryExecution => ({
  QueryExecutionId: e.id,
  Query: e.request.sql,
  StatementType: 'DML',
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
