import type { LedgerKey } from './key';

/** What publish-partition keeps in the ledger: what is published of an entry, and which folders are going. */

export const dynamoDbPartition = (entry: string): string => `DYNAMODB#${entry}`;

export const publicationKey = (entry: string): LedgerKey => ({ pk: dynamoDbPartition(entry), sk: 'PUBLICATION' });

export const publishedDateKey = (entry: string, glueTable: string, date: string): LedgerKey => ({
  pk: dynamoDbPartition(entry),
  sk: `PARTITION#${glueTable}#${date}`,
});

/** Sort keys of a table's dates up to one. */
export const publishedDatesThrough = (glueTable: string, date: string) => ({
  from: `PARTITION#${glueTable}#`,
  to: `PARTITION#${glueTable}#${date}`,
});

const FOLDER = 'FOLDER#';
/** Sort keys of all folders that are going. */
export const FOLDERS = { from: FOLDER, to: `${FOLDER}\uffff` };

export const folderKey = (entry: string, { removeAfter, folder }: GoingFolder): LedgerKey => ({
  pk: dynamoDbPartition(entry),
  sk: `${FOLDER}${removeAfter}#${folder}`,
});

/** What publications of an entry have come to. */
export interface PublicationItem extends Partial<PublicationEnd> {
  /**
   * Changes with each attempt to commit. A commit is conditional on the one that was planned on: of two publications
   * at once, one is superseded.
   */
  readonly revision: string;
  /** Under way, or left midway: what is above it is of the publication before. */
  readonly commit?: CommitUnderWay;
}

/** What holds once a publication is committed. */
export interface PublicationEnd {
  /** `YYYY-MM-DD`: the last date that is published. */
  readonly through: string;
  /** When the landing folder was listed. A file that came later is not in. */
  readonly listedAt: string;
  /** Tables that were published, as table-mark.ts has them. */
  readonly tables: readonly string[];
}

export interface CommitUnderWay {
  readonly plan: string;
  /** When the last attempt began. A function lives 15 minutes: after that nobody is at work. */
  readonly begunAt: string;
}

/** One date of one table, as the Glue partition has it. */
export interface PublishedDate {
  /** Below the lake bucket, with a trailing slash. */
  readonly folder: string;
  /** Names of its files. */
  readonly files: readonly string[];
  /** Its rows are divided by so many. */
  readonly buckets: number;
  /** Columns of the keys by which they are divided. */
  readonly keys: readonly string[];
  readonly rows: number;
  /** Of its files. */
  readonly bytes: number;
}

/** A folder that is not read any more, or perhaps never was. */
export interface GoingFolder {
  /** Below the lake bucket, with a trailing slash. */
  readonly folder: string;
  readonly removeAfter: string;
  readonly glueTable: string;
  readonly date: string;
}
