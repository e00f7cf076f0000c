import type { PublishedTable } from '../../core/dynamodb/publishing/published-table';
import type { ExecutionContext, S3Pointer } from '../shared/execution';

/** What travels through publish-partition between its functions, beside the pieces. */

export interface PlanPublicationInput {
  readonly entry: string;
  /** `YYYY-MM-DD`. Null: the date before the execution's start, in UTC. */
  readonly through?: string | null;
  readonly execution: ExecutionContext;
}

/** A publication that is planned. */
export interface PublicationPlan {
  readonly entry: string;
  readonly id: string;
  /** In the work bucket, without a slash at its end. */
  readonly folder: string;
  /** `YYYY-MM-DD` */
  readonly through: string;
  /** ISO-8601, before the landing folder was listed. */
  readonly listedAt: string;
  /** Revision of the publication that it was planned on. */
  readonly base: string;
  /** Whose rows are read. A deployment meanwhile changes nothing: what it adds, the next publication reads whole. */
  readonly tables: readonly PublishedTable[];
}

export type PlanPublicationResult =
  | { readonly outcome: 'NOT_FINISHED'; readonly waitSeconds: number; readonly why: string }
  | {
      readonly outcome: 'PLANNED';
      readonly plan: PublicationPlan;
      /** JSON Lines, one batch of files a line. */
      readonly batches: S3Pointer;
      /** Of the pieces. */
      readonly buckets: number;
      readonly files: number;
    }
  | { readonly outcome: 'NOTHING'; readonly plan: PublicationPlan };

export interface PlanPartitionsInput {
  readonly plan: PublicationPlan;
}

/** Where a Map's ResultWriter has put what its children returned. */
export interface MapResults {
  readonly Bucket: string;
  readonly Key: string;
}

export type PlanPartitionsResult =
  | { readonly outcome: 'PLANNED'; readonly partitions: S3Pointer; readonly dates: number }
  | { readonly outcome: 'NOTHING' };

export interface CommitPublicationInput {
  readonly plan: PublicationPlan;
  /** Null where no partition was to be written. */
  readonly written: MapResults | null;
}

export type CommitPublicationResult =
  | {
      readonly outcome: 'COMMITTED';
      readonly glueDatabase: string;
      /** Of the rows as they land. */
      readonly landingDatabase: string;
      readonly through: string;
      /** Of tables; those with new rows. */
      readonly dates: number;
      /** Of these dates. */
      readonly rows: number;
      readonly removedFolders: number;
    }
  | { readonly outcome: 'SUPERSEDED'; readonly message: string };
