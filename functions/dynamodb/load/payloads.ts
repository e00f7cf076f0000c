import type { ManifestFile } from '../../../core/dynamodb/load/manifest';
import type { ExecutionContext, S3Pointer } from '../../shared/execution';

/** What travels through the machine `load-table`. Times are ISO 8601 in UTC. */

/**
 * The input of the machine. `table` alone: the whole table as of now. `exportTime`: as of then. `window`: what was
 * written since the last window or load. `from` and `to`: what was written between them.
 */
export interface LoadRequest {
  /** Name or ARN of a table of the entry. */
  readonly table: string;
  readonly exportTime?: string;
  readonly window?: boolean;
  readonly from?: string;
  readonly to?: string;
}

/** What is exported, once it is decided: a retry or a redrive asks for the same. */
export type Chosen =
  | { readonly kind: 'full'; readonly exportTime: string }
  | { readonly kind: 'incremental'; readonly from: string; readonly to: string };

export interface StartTableExportInput {
  readonly request: LoadRequest;
  readonly execution: ExecutionContext;
  /** Absent before the first decision, and for each further window. */
  readonly chosen?: Chosen;
  /** Exports of what was chosen that DynamoDB failed. */
  readonly failures?: number;
  /** Of the last of them. */
  readonly failure?: string;
}

/** `WAIT`: until DynamoDB can export what was chosen. `NOTHING`: there is no window yet. */
export type StartTableExportResult =
  | { readonly outcome: 'WAIT'; readonly waitSeconds: number; readonly chosen?: Chosen; readonly failures: number }
  | { readonly outcome: 'NOTHING' }
  | { readonly outcome: 'STARTED'; readonly export: TableExport; readonly waitSeconds: number };

export interface TableExport {
  readonly table: string;
  /** Names of the key attributes. */
  readonly keys: readonly string[];
  readonly exportArn: string;
  readonly chosen: Chosen;
  readonly startedAt: string;
  readonly failures: number;
}

export interface FollowTableExportInput {
  readonly export: TableExport;
}

export type FollowTableExportResult =
  | { readonly status: 'IN_PROGRESS'; readonly waitSeconds: number }
  | {
      readonly status: 'FAILED';
      readonly chosen: Chosen;
      readonly failures: number;
      readonly failure: string;
    }
  | { readonly status: 'COMPLETED'; readonly load: Load; readonly results: S3Pointer };

/** An export whose manifest was checked. */
export interface Load {
  readonly table: string;
  readonly keys: readonly string[];
  readonly exportArn: string;
  readonly chosen: Chosen;
  /** `manifest-files.json`. */
  readonly files: S3Pointer;
  readonly items: number;
}

export interface LoadRowsInput {
  readonly load: Load;
  readonly file: ManifestFile;
  /** Of the data file: where to begin, from 0. */
  readonly line: number;
  /** Of earlier invocations. */
  readonly parts: number;
  readonly bytes: number;
  /** Of the data file, as the first invocation found it. */
  readonly etag?: string;
}

/** `MORE`: time was short, the next invocation goes on at `line`. */
export interface LoadRowsResult {
  readonly outcome: 'LOADED' | 'MORE';
  readonly line: number;
  readonly parts: number;
  readonly bytes: number;
  readonly etag: string;
}

export interface FinishLoadInput {
  readonly request: LoadRequest;
  readonly load: Load;
}

/** `AGAIN`: another window follows. */
export interface FinishLoadResult {
  readonly outcome: 'LOADED' | 'AGAIN';
  readonly table: string;
  readonly chosen: Chosen;
  readonly items: number;
  /** Files in the landing bucket. */
  readonly files: number;
  /** Of rows, before they are compressed. */
  readonly bytes: number;
}
