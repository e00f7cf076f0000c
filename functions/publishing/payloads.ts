import type { ManifestRange } from '../../core/manifest/ranges';
import type { S3Pointer } from '../shared/execution';

/** What travels through a machine that publishes a date, whoever brings it. */

/** One file to copy: a line of the manifest. The destination is in the lake bucket. */
export interface CopyItem {
  readonly sourceKey: string;
  readonly destinationKey: string;
  /** Bytes. */
  readonly size: number;
  /** As S3 lists it, with quotes. */
  readonly etag: string;
}

/** Where a plan stands on S3. */
export interface PlanPlaces {
  /** JSON Lines, one {@link CopyItem} a line, in key order. */
  readonly manifest: S3Pointer;
  /** JSON Lines, one {@link DatabaseRange} of the manifest a line: the ItemReader of the copying Map. */
  readonly batches: S3Pointer;
  /** A `Completeness` of `core/publishing`. */
  readonly completeness: S3Pointer;
}

/** A newer publication holds the date. */
export interface Superseded {
  readonly outcome: 'SUPERSEDED';
  readonly message: string;
}

/** What planning returns. */
export type PlanResult =
  | (PlanPlaces & {
      readonly outcome: 'PLANNED';
      readonly files: number;
      readonly bytes: number;
      readonly skippedTables: number;
      /** What is expected and is not published: the outcome is `PUBLISHED` only where there is nothing. */
      readonly lacking: FirstNames;
      /** Shared tables that have no rows. */
      readonly empty: FirstNames;
      /** Glue databases with at least one table of this publication. */
      readonly databases: readonly DatabaseRef[];
    })
  | Superseded;

export interface FirstNames {
  readonly count: number;
  /** The first of them, with reasons where there are any; the completeness report has all. */
  readonly names: readonly string[];
}

export interface DatabaseRef {
  /** As in the source. */
  readonly database: string;
  readonly glueDatabase: string;
  readonly crawler: string;
}

/** A range of a manifest whose files are all of one database: what S3 refuses one of them costs it alone. */
export interface DatabaseRange extends ManifestRange {
  /** Below the lake bucket, with a trailing slash. */
  readonly databaseFolder: string;
}

/** What to copy: one range of a manifest. */
export interface ManifestBatch {
  readonly manifest: S3Pointer;
  readonly batch: ManifestRange;
}

export interface CopyBatchResult {
  readonly copied: number;
  /** There already, same size and content. */
  readonly unchanged: number;
  readonly bytes: number;
  /** Another publication holds the date: nothing was looked at. */
  readonly superseded?: true;
}

/** One database of a publication after its commit. */
export interface CommittedDatabase extends DatabaseRef {
  /**
   * When it was whole in the lake: a crawl that began later has seen it. Absent: it is not whole, and the ledger has
   * the reason.
   */
  readonly dataReadyAt?: string;
}

/** What a commit returns: counts are of the databases that are whole in the lake. */
export type CommitResult =
  | {
      readonly outcome: 'COMMITTED';
      readonly tables: number;
      readonly files: number;
      readonly bytes: number;
      /** Files of an earlier run of the same date that were removed. */
      readonly removed: number;
      /** The latest moment of a database. */
      readonly committedAt: string;
      readonly databases: readonly CommittedDatabase[];
    }
  | Superseded;
