import type { Athena } from '@aws-sdk/client-athena';

/** How a query ended: its rows without their header, or why it failed. */
export interface Asked {
  readonly rows?: (string | undefined)[][];
  readonly columns?: string[];
  readonly reason?: string;
}

/** Runs a query by the API, as any client. */
export async function asked(athena: Athena, Database: string, QueryString: string): Promise<Asked> {
  const { QueryExecutionId } = await athena.startQueryExecution({
    QueryString,
    QueryExecutionContext: { Database },
  });
  for (;;) {
    const { QueryExecution } = await athena.getQueryExecution({ QueryExecutionId });
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'FAILED' || State === 'CANCELLED') return { reason: StateChangeReason };
    if (State !== 'SUCCEEDED') continue;
    const { ResultSet } = await athena.getQueryResults({ QueryExecutionId });
    const [header = [], ...rows] = (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map((d) => d.VarCharValue));
    return { columns: header.map((name) => name ?? ''), rows };
  }
}
