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

/** Asks through the Athena API and reads the whole answer. Undefined when the account sees no such table. */
export async function query(athena: AthenaClient, sql: string): Promise<QueryAnswer | undefined> {
  const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand({ QueryString: sql }));
  const { State, StateChangeReason = '' } = await endOf(athena, QueryExecutionId);
  if (State === 'FAILED' && /^(TABLE|SCHEMA)_NOT_FOUND/.test(StateChangeReason)) return undefined;
  if (State !== 'SUCCEEDED') throw new Error(`The query ${sql} ended ${State}: ${StateChangeReason}`);
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
