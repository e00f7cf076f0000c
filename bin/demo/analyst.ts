import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecutionStatus,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { Settings } from '../../core/config/types';

/** Asks where no analytics account is configured: it must see nothing. */
const OUTSIDER = '999999999999';

/** The account that the demo looks at the lake from. */
export const analystAccount = ({ accounts }: Pick<Settings, 'accounts'>): string => accounts.analytics ?? OUTSIDER;

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Athena could not run a query to its end. */
export class QueryFailedError extends Error {
  override readonly name = 'QueryFailedError';
  constructor(sql: string, state: string | undefined, reason: string) {
    super(`The query ${sql} ended ${state}: ${reason}`);
  }
}

/**
 * Asks through the Athena API and reads the whole answer. Undefined when the account sees no such table. Throws
 * {@link QueryFailedError}.
 */
export async function query(athena: AthenaClient, sql: string): Promise<QueryAnswer | undefined> {
  const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand({ QueryString: sql }));
  const { State, StateChangeReason = '' } = await endOf(athena, QueryExecutionId);
  if (State === 'FAILED' && /^(TABLE|SCHEMA)_NOT_FOUND/.test(StateChangeReason)) return undefined;
  if (State !== 'SUCCEEDED') throw new QueryFailedError(sql, State, StateChangeReason);
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  const [, ...rows] = ResultSet?.Rows ?? [];
  return {
    columns: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((c) => c.Name ?? ''),
    rows: rows.map((row) => (row.Data ?? []).map((d) => d.VarCharValue ?? '')),
  };
}

const POLL_MS = 10;

async function endOf(athena: AthenaClient, QueryExecutionId: string | undefined): Promise<QueryExecutionStatus> {
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { Status = {} } = QueryExecution ?? {};
    if (Status.State !== 'QUEUED' && Status.State !== 'RUNNING') return Status;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
