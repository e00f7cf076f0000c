import { join } from 'node:path';
import type { Rights } from '../../authorization/rights';
import type { LocalService, ObjectStore, Operation, ServiceDependencies } from '../../service';
import { DurableMap } from '../../store';
import type { Catalog } from '../glue';
import type { AthenaContext } from './context';
import { getQueryResults } from './get-query-results';
import {
  batchGetQueryExecution,
  getQueryExecution,
  listQueryExecutions,
  stopQueryExecution,
} from './query-execution-operations';
import { type ExecutionRecord, QueryExecutions } from './query-executions';
import { ResultFiles } from './results/result-files';
import { athenaRights } from './rights';
import { type QueryRequest, type QueryResult, runQuery } from './run-query';
import { startQueryExecution } from './start-query-execution';
import { countRows } from './tables/count-rows';
import { FileCache } from './tables/file-cache';
import type { SeeTable } from './visible-tables';
import { createWorkGroup, getWorkGroup, listWorkGroups } from './work-group-operations';
import { type WorkGroupRecord, WorkGroups } from './work-groups';

export { QueryFailedError } from './query-error';
export type { QueryRequest, QueryResult } from './run-query';
export type { SeeTable } from './visible-tables';

export interface AthenaDependencies extends ServiceDependencies {
  readonly objects: ObjectStore;
  readonly catalog: Catalog;
  /** Lake Formation's. */
  readonly see: SeeTable;
  /** S3's, for results. @default results need none */
  readonly s3Rights?: Rights;
  /** Where files are kept while they are queried. @default a temporary folder */
  readonly directory?: string;
}

export interface Athena {
  readonly service: LocalService;
  readonly rights: Rights;
  /** Where the files are. */
  readonly directory: string;
  /** In process, without an execution to wait for. Throws QueryFailedError. */
  query(request: QueryRequest): Promise<QueryResult>;
  /** Rows in parquet objects, counted by DuckDB; no permissions apply. */
  countRows(bucket: string, keys: readonly string[], where?: string): Promise<number>;
  /** Removes the files. */
  close(): Promise<void>;
}

/**
 * Athena over the catalog's parquet and JSON, by DuckDB, through the columns and rows that Lake Formation lets the
 * caller see.
 */
export async function createAthena(deps: AthenaDependencies): Promise<Athena> {
  const { clock, objects, partition, s3Rights: s3 = async () => [] } = deps;
  const executions = await DurableMap.load<ExecutionRecord>(deps.store, 'athena-executions');
  const workGroups = new WorkGroups(await DurableMap.load<WorkGroupRecord>(deps.store, 'athena-work-groups'));
  const files = new FileCache(objects, deps.directory === undefined ? undefined : join(deps.directory, 'files'));
  const query = (request: QueryRequest): Promise<QueryResult> => runQuery({ ...deps, files }, request);

  for (const left of executions.values()) {
    if (left.state !== 'RUNNING') continue;
    const reason = 'GENERIC_INTERNAL_ERROR: The process ended while the query ran.';
    await executions.set(left.id, { ...left, state: 'FAILED', reason, completedAt: clock.now() });
  }

  const results = new ResultFiles(objects, deps.directory === undefined ? undefined : join(deps.directory, 'results'));
  const queries = new QueryExecutions({ ...deps, files, executions, results });

  const context: AthenaContext = { clock, executions, queries, results, workGroups };
  return {
    service: { name: 'athena', operations: operationsOn(context) },
    rights: athenaRights({ partition, workGroups, executions, s3 }),
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

const OPERATIONS = {
  StartQueryExecution: startQueryExecution,
  GetQueryExecution: getQueryExecution,
  BatchGetQueryExecution: batchGetQueryExecution,
  ListQueryExecutions: listQueryExecutions,
  StopQueryExecution: stopQueryExecution,
  GetQueryResults: getQueryResults,
  CreateWorkGroup: createWorkGroup,
  ListWorkGroups: listWorkGroups,
  GetWorkGroup: getWorkGroup,
};

const operationsOn = (context: AthenaContext): Record<string, Operation> =>
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
      name,
      (input, caller) => operation(context, input, caller),
    ]),
  );
