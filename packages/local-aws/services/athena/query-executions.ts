import type { Clock } from '../../clock';
import { ServiceError } from '../../service';
import type { DurableMap } from '../../store';
import { QueryFailedError, queryFailure } from './query-error';
import { type ResultPage, readPage } from './results/read-page';
import type { ResultFiles } from './results/result-files';
import { resultLines } from './results/result-lines';
import { type QueryDependencies, type QueryRequest, type ResultColumn, useResult } from './run-query';

export interface ExecutionRecord {
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
  readonly columns?: readonly ResultColumn[];
  /** Of the file of results. */
  readonly resultBytes?: number;
}

/** Where the result stands, when the query named a place. */
export const resultLocation = ({ outputLocation, id }: ExecutionRecord): string | undefined =>
  outputLocation === undefined ? undefined : `${outputLocation.replace(/\/*$/, '/')}${id}.csv`;

/**
 * In real time: virtual time stands still while a query runs, and one without an end would hold it for ever. Athena
 * gives 30 minutes.
 */
const MAX_QUERY_MS = 5 * 60_000;

export interface QueryExecutionsDependencies extends QueryDependencies {
  readonly clock: Clock;
  readonly results: ResultFiles;
  readonly executions: DurableMap<ExecutionRecord>;
}

/** Queries under way, and the results of those that are over. */
export class QueryExecutions {
  readonly #running = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  #isClosed = false;
  constructor(private readonly deps: QueryExecutionsDependencies) {}

  /** Resolves when the query has ended, however it ended. */
  async run(execution: ExecutionRecord): Promise<void> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new QueryFailedError('Query timeout')), MAX_QUERY_MS);
    const done = this.#run(execution, abort.signal).finally(() => {
      clearTimeout(timer);
      this.#running.delete(execution.id);
    });
    this.#running.set(execution.id, { abort, done });
    return done;
  }

  async cancel(execution: ExecutionRecord): Promise<void> {
    const { executions, clock } = this.deps;
    if (execution.state !== 'RUNNING') return;
    await executions.set(execution.id, { ...execution, state: 'CANCELLED', completedAt: clock.now() });
    this.#running.get(execution.id)?.abort.abort();
  }

  /** Of a query that succeeded. */
  async page(execution: ExecutionRecord, token: string | undefined, rows: number): Promise<ResultPage> {
    const location = resultLocation(execution);
    try {
      return await readPage(this.deps.results.open(location, execution.id), execution.resultBytes ?? 0, token, rows);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'InvalidRequestException') throw error;
      throw new ServiceError('InvalidRequestException', `Could not find results${location ? ` at ${location}` : ''}`);
    }
  }

  /** Ends what runs, without a verdict: the next process says that it was interrupted. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort();
    await Promise.allSettled(running.map((r) => r.done));
  }

  async #run(execution: ExecutionRecord, signal: AbortSignal): Promise<void> {
    const { executions, clock } = this.deps;
    const ended = await this.#outcome(execution, signal);
    if (this.#isClosed || executions.get(execution.id)?.state !== 'RUNNING') return;
    await executions.set(execution.id, { ...execution, ...ended, completedAt: clock.now() });
  }

  async #outcome(execution: ExecutionRecord, signal: AbortSignal): Promise<Partial<ExecutionRecord>> {
    try {
      return { state: 'SUCCEEDED', ...(await this.#writeResult(execution, signal)) };
    } catch (error) {
      const cause: unknown = signal.aborted ? signal.reason : error;
      return { state: 'FAILED', reason: queryFailure(cause, () => execution.request.database ?? 'default').reason };
    }
  }

  #writeResult(execution: ExecutionRecord, signal: AbortSignal): Promise<Partial<ExecutionRecord>> {
    const write: Parameters<typeof useResult<Partial<ExecutionRecord>>>[2] = async (columns, batches) => {
      let resultBytes = 0;
      const names = columns.map((c) => c.name);
      const lines = resultLines(names, batches, (bytes) => {
        resultBytes = bytes;
      });
      const location = resultLocation(execution);
      try {
        await this.deps.results.write(location, execution.id, lines);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        throw new QueryFailedError(`GENERIC_INTERNAL_ERROR: Cannot write the result to ${location}: ${error.message}`);
      }
      return { columns, resultBytes };
    };
    return useResult(this.deps, execution.request, write, signal);
  }
}
