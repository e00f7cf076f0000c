import { randomUUID } from 'node:crypto';
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
import { queryFailure } from './query-error';
import { type QueryRequest, type QueryResult, runQuery, type SeeTable } from './run-query';

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

interface ExecutionRecord {
  readonly id: string;
  readonly account: string;
  readonly token?: string;
  readonly request: QueryRequest;
  readonly workGroup: string;
  readonly outputLocation?: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly reason?: string;
  readonly submittedAt: number;
  readonly completedAt?: number;
  readonly result?: QueryResult;
}

const WORK_GROUP = 'primary';

/** Athena over the catalog's parquet, by DuckDB, through the columns and rows that Lake Formation lets the caller see. */
export async function createAthena(deps: AthenaDependencies): Promise<Athena> {
  const { clock, objects } = deps;
  const executions = await DurableMap.load<ExecutionRecord>(deps.store, 'athena-executions');
  const files = new FileCache(objects, deps.directory);
  const query = (request: QueryRequest): Promise<QueryResult> => runQuery({ ...deps, files }, request);

  for (const left of executions.values()) {
    if (left.state !== 'RUNNING') continue;
    const reason = 'GENERIC_INTERNAL_ERROR: The process ended while the query ran.';
    await executions.set(left.id, { ...left, state: 'FAILED', reason, completedAt: clock.now() });
  }

  const run = async (execution: ExecutionRecord): Promise<void> => {
    const ended = await query(execution.request).then(
      (result) => ({ state: 'SUCCEEDED', result }) as const,
      (error: unknown) =>
        ({ state: 'FAILED', reason: queryFailure(error, execution.request.database ?? 'default').reason }) as const,
    );
    if (executions.get(execution.id)?.state !== 'RUNNING') return;
    if (ended.state === 'SUCCEEDED') await writeCsv(objects, execution, ended.result);
    await executions.set(execution.id, { ...execution, ...ended, completedAt: clock.now() });
  };

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
        outputLocation: input.ResultConfiguration?.OutputLocation,
        state: 'RUNNING',
        submittedAt: clock.now(),
      };
      await executions.set(execution.id, execution);
      inBackground('athena', () => clock.hold(() => run(execution)));
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
      const execution = find(QueryExecutionId, accountId);
      if (execution.state === 'RUNNING') {
        await executions.set(execution.id, { ...execution, state: 'CANCELLED', completedAt: clock.now() });
      }
      return {};
    },
    GetQueryResults: async (input: GetQueryResultsCommandInput, { accountId }) => {
      const { state, result, reason } = find(input.QueryExecutionId, accountId);
      if (result === undefined) {
        const why = state === 'RUNNING' ? 'Query has not yet finished' : `Query did not finish successfully: ${reason}`;
        throw new ServiceError('InvalidRequestException', `${why}. Final query state: ${state}`);
      }
      const header = result.columns.map((c) => c.name);
      const { items, next } = pageOf(
        [header, ...result.rows],
        input.NextToken,
        input.MaxResults ?? 1000,
        'InvalidRequestException',
      );
      return {
        ResultSet: {
          Rows: items.map((row) => ({
            Data: row.map((v) => (v === undefined || v === null ? {} : { VarCharValue: v })),
          })),
          ResultSetMetadata: { ColumnInfo: result.columns.map(describeColumn) },
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
    close: () => files.clear(),
  };
}

const describeColumn = ({ name, type }: QueryResult['columns'][number]): ColumnInfo => ({
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
  ResultConfiguration: e.outputLocation === undefined ? undefined : { OutputLocation: csvLocation(e) },
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

const csvLocation = ({ outputLocation = '', id }: ExecutionRecord): string =>
  `${outputLocation.replace(/\/*$/, '/')}${id}.csv`;

/** Where Athena leaves the result; only if a place was named. */
async function writeCsv(
  objects: ObjectStore,
  execution: ExecutionRecord,
  { columns, rows }: QueryResult,
): Promise<void> {
  const match = /^s3:\/\/([^/]+)\/(.*)$/.exec(execution.outputLocation === undefined ? '' : csvLocation(execution));
  if (match === null) return;
  const cell = (v: string | undefined): string => (v === undefined ? '' : `"${v.replaceAll('"', '""')}"`);
  const lines = [columns.map((c) => c.name), ...rows].map((row) => `${row.map(cell).join(',')}\n`);
  await objects.put(match[1]!, match[2]!, Buffer.from(lines.join('')), { contentType: 'text/csv' });
}
