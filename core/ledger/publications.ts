import type { LedgerKey } from './key';

/**
 * What is known of each database of a publication: when it was whole in the lake, and what became of it.
 * `commit-partitions` writes the result where the files could not be committed, `publish-export` itself after that.
 */

export const publicationPartition = (holder: string): string => `PUBLICATION#${holder}`;

const RESULT = 'DATABASE#';
const COMMIT = 'COMMIT#';
const below = (prefix: string) => ({ from: prefix, to: `${prefix}\uffff` });

/** Sort keys of all results, and of all commits, of a publication. */
export const RESULTS = below(RESULT);
export const COMMITS = below(COMMIT);

export const databaseResultKey = (holder: string, glueDatabase: string): LedgerKey => ({
  pk: publicationPartition(holder),
  sk: `${RESULT}${glueDatabase}`,
});

export const databaseCommitKey = (holder: string, glueDatabase: string): LedgerKey => ({
  pk: publicationPartition(holder),
  sk: `${COMMIT}${glueDatabase}`,
});

/** A database of the publication that is whole in the lake. */
export interface DatabaseCommit {
  readonly glueDatabase: string;
  /** When it was: a crawl that began later has seen it. */
  readonly dataReadyAt: string;
  /** As of a result. Without the item the database is cataloged again. */
  readonly expiresAt: number;
}

/** How long results and commits are kept, in seconds; the machine has the number too. */
const KEPT_SECONDS = 7_776_000;

/** `now` in milliseconds since the epoch. */
export const expiryOfResult = (now: number): number => Math.floor(now / 1000) + KEPT_SECONDS;

/** A result of no commit: the database could not be committed. */
export const NOT_COMMITTED = '';

/** The last result of one database. */
export interface DatabaseResult {
  readonly glueDatabase: string;
  /** `CATALOGED`: its tables are crawled and governed. */
  readonly status: 'CATALOGED' | 'FAILED';
  /** As Step Functions has them; '' where there is none. */
  readonly error: string;
  readonly cause: string;
  /** The commit that it is a result of: of another one it says nothing; or {@link NOT_COMMITTED}. */
  readonly dataReadyAt: string;
  /** The execution of `publish-export` that had this result, and how often it had been redriven. */
  readonly executionArn: string;
  readonly redriveCount: number;
  /** Seconds since the epoch: DynamoDB's time to live. Without the item the database is cataloged again. */
  readonly expiresAt: number;
}
