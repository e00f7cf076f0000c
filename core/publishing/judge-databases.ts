import { type DatabaseResult, NOT_COMMITTED } from '../ledger/publications';

/** One database, and the moment of its commit. Undefined: it could not be committed. */
export interface TriedDatabase {
  readonly glueDatabase: string;
  readonly dataReadyAt?: string;
}

/** What a publication's databases are judged by. */
export interface DatabaseTrial {
  readonly databases: readonly TriedDatabase[];
  readonly executionArn: string;
  readonly redriveCount: number;
}

/** By names in Glue. */
export interface DatabasesVerdict {
  /** To be copied and committed again: they failed there before this execution began or was redriven. */
  readonly toCopy: readonly string[];
  /** To be cataloged: never tried with this data, or failed before this execution began or was redriven. */
  readonly toCatalog: readonly string[];
  readonly failed: readonly DatabaseResult[];
}

/** All databases are cataloged when nothing is left to copy or to catalog and none has failed. */
export function judgeDatabases(trial: DatabaseTrial, results: readonly DatabaseResult[]): DatabasesVerdict {
  const known = new Map(results.map((each) => [each.glueDatabase, each]));
  const isCounted = ({ status, executionArn, redriveCount }: DatabaseResult): boolean =>
    status === 'CATALOGED' || (executionArn === trial.executionArn && redriveCount === trial.redriveCount);
  const resultOf = ({ glueDatabase, dataReadyAt = NOT_COMMITTED }: TriedDatabase): DatabaseResult | undefined => {
    const result = known.get(glueDatabase);
    return result?.dataReadyAt === dataReadyAt && isCounted(result) ? result : undefined;
  };
  const untried = trial.databases.filter((each) => resultOf(each) === undefined);
  return {
    toCopy: untried.filter(({ dataReadyAt }) => dataReadyAt === undefined).map(({ glueDatabase }) => glueDatabase),
    toCatalog: untried.filter(({ dataReadyAt }) => dataReadyAt !== undefined).map(({ glueDatabase }) => glueDatabase),
    failed: trial.databases.flatMap((each) => {
      const result = resultOf(each);
      return result?.status === 'FAILED' ? [result] : [];
    }),
  };
}
