import type { LedgerKey } from './key';

/** What became of each database of a publication once its files were committed. `publish-export` writes it itself. */

export const databaseResultsPartition = (holder: string): string => `PUBLICATION#${holder}`;

export const databaseResultKey = (holder: string, glueDatabase: string): LedgerKey => ({
  pk: databaseResultsPartition(holder),
  sk: `DATABASE#${glueDatabase}`,
});

/** The last result of one database. */
export interface DatabaseResult {
  readonly glueDatabase: string;
  /** `CATALOGED`: its tables are crawled and governed. */
  readonly status: 'CATALOGED' | 'FAILED';
  /** As Step Functions has them; '' where there is none. */
  readonly error: string;
  readonly cause: string;
  /** The commit that it is a result of: of another one it says nothing. */
  readonly dataReadyAt: string;
  /** The execution of `publish-export` that had this result, and how often it had been redriven. */
  readonly executionArn: string;
  readonly redriveCount: number;
  /** Seconds since the epoch: DynamoDB's time to live. Without the item the database is cataloged again. */
  readonly expiresAt: number;
}
