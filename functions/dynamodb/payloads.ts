import type { LandingFile } from '../../core/dynamodb/publishing/batches';
import type { Bucket } from '../../core/dynamodb/publishing/buckets';
import type { PartitionColumn } from '../../core/dynamodb/publishing/partition-columns';
import type { PublishedTable } from '../../core/dynamodb/publishing/published-table';

/** What travels through the machine `publish-partition`. Dates are UTC, `2026-11-27`. */

export interface SortRowsInput {
  /** Folder of the plan in the work bucket, without a slash at its end. */
  readonly folder: string;
  /** Number of the batch, from 0. */
  readonly batch: number;
  /** See `batchesOf`. */
  readonly files: readonly LandingFile[];
  /** Rows of later dates stay for a later publication. */
  readonly through: string;
  readonly tables: readonly PublishedTable[];
  /** See `bucketsFor`, by the weight of all files. */
  readonly buckets: number;
}

/**
 * Pieces stand below `<folder>/pieces/<glue table>/<date>/` (`piecesFolder`, `pieceOf`): list them. A retry writes the
 * same ones.
 */
export interface SortRowsResult {
  readonly pieces: number;
  /** Rows in them, duplicates included. */
  readonly rows: number;
  /** Rows of dates that were published before the file was listed, or are not finished. */
  readonly otherDates: number;
  /** Rows of tables that are not published. */
  readonly otherTables: number;
  /** Lines that are no rows. The log names file and line; they stay where they are. */
  readonly unreadable: number;
}

/** One bucket of one table and date. Every bucket of a new folder is written, whether it has pieces or not. */
export interface WritePartitionInput extends Bucket, Pick<PublishedTable, 'glueTable' | 'keys' | 'decimals'> {
  readonly date: string;
  /** `<folder>/pieces/<glue table>/<date>/` in the work bucket. */
  readonly pieceFolder: string;
  /** Names of the pieces in it whose bucket `overlaps` this one. */
  readonly pieces: readonly string[];
  /** Folder of the date's partition in the lake bucket, with a slash at its end. @default the date has none */
  readonly before?: string;
  /** Names of the files in it whose bucket `overlaps` this one; of all of them where they have other keys. */
  readonly existing: readonly string[];
  /** Whether these are divided by other keys, as an earlier configuration had them. @default they are not */
  readonly hasOtherKeys?: boolean;
  /** Folder of the new revision in the lake bucket, with a slash at its end. */
  readonly target: string;
}

/** One bucket of a table of items. */
export interface WriteStateInput extends Bucket, Pick<PublishedTable, 'glueTable' | 'keys' | 'decimals'> {
  /** Through which all changes are in it. */
  readonly date: string;
  /** Key in the work bucket of a {@link StateInputs}: they may be too many for a payload. */
  readonly inputs: string;
  /** Folder of the new revision in the lake bucket, with a slash at its end. */
  readonly target: string;
}

/** Files that have rows of a bucket, and of others where theirs are fewer. */
export interface StateInputs {
  /** In the lake bucket: of the state before, or of the history, where the state begins. */
  readonly existing: readonly StateInput[];
  /** In the work bucket. */
  readonly pieces: readonly StateInput[];
  /** Whether the existing ones are divided by other keys. */
  readonly hasOtherKeys: boolean;
  /** Whether these are a state of the same date, which stays where nothing new came. */
  readonly isSameDate: boolean;
}

export interface StateInput {
  readonly key: string;
  /** About. */
  readonly bytes: number;
}

export interface WriteStateResult extends Omit<WritePartitionResult, 'added' | 'duplicates'> {
  /** Name of the file with rows that a later state needs. @default there are none, and no file is there */
  readonly hidden?: string;
}

export interface WritePartitionResult extends Bucket {
  readonly glueTable: string;
  readonly date: string;
  /** Name of the file in the target (`partName`). @default the bucket has no rows, and no file is there */
  readonly file?: string;
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  /** Rows that the date's partition did not have. */
  readonly added: number;
  /** Rows that came more than once. */
  readonly duplicates: number;
  readonly columns: readonly PartitionColumn[];
  /** Whether a reader would see something else than before: rows or types. */
  readonly isChanged: boolean;
}
