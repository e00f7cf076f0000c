import type { DatabaseResult } from '../ledger/database-results';

/** What a publication's databases are judged by. */
export interface DatabaseTrial {
  /** Glue databases of the publication. */
  readonly databases: readonly string[];
  readonly dataReadyAt: string;
  readonly executionArn: string;
  readonly redriveCount: number;
}

export interface DatabasesVerdict {
  /** To be cataloged: never tried with this data, or failed before this execution began or was redriven. */
  readonly toCatalog: readonly string[];
  readonly failed: readonly DatabaseResult[];
}

/** All databases are cataloged when nothing is left to catalog and none has failed. */
export function judgeDatabases(trial: DatabaseTrial, results: readonly DatabaseResult[]): DatabasesVerdict {
  const known = new Map(
    results.filter((each) => each.dataReadyAt === trial.dataReadyAt).map((each) => [each.glueDatabase, each]),
  );
  const isCounted = ({ status, executionArn, redriveCount }: DatabaseResult): boolean =>
    status === 'CATALOGED' || (executionArn === trial.executionArn && redriveCount === trial.redriveCount);
  const counted = trial.databases.flatMap((name) => {
    const result = known.get(name);
    return result !== undefined && isCounted(result) ? [result] : [];
  });
  const tried = new Set(counted.map(({ glueDatabase }) => glueDatabase));
  return {
    toCatalog: trial.databases.filter((name) => !tried.has(name)),
    failed: counted.filter(({ status }) => status === 'FAILED'),
  };
}
