import type { PartRange } from '../../core/replication/large-object';
import type { ObjectEvent } from '../../core/replication/object-event';
import type { WholeChecksum } from '../../core/s3/whole-checksum';
import type { S3Pointer } from '../shared/execution';
import type { SourceVersion } from './copy/source-object';

/** What travels through the machines of an output. */

/**
 * Input of the machines `replicate-large-object` and `convert-object`. Whoever starts one claimed the key with the
 * execution's name as the owner (`executionName`), so that the machine claims the same event again and goes on.
 */
export interface ObjectToReplicate {
  readonly output: string;
  readonly event: ObjectEvent;
  /** What the event names, or nothing. @default what is current, where that is no more */
  readonly isExact?: boolean;
}

/** Who works: what of the context object every state of `replicate-large-object` passes on. */
interface ByExecution {
  /** Name of the execution: the owner of the claim. */
  readonly owner: string;
}

export interface OpenUploadInput extends ByExecution, Omit<ObjectToReplicate, 'output'> {
  /** How often the machine began anew. */
  readonly round: number;
  /** `$states.context.Execution.RedriveCount` */
  readonly redriveCount: number;
}

/** An upload that is under way for one version of one source object. */
export interface LargeUpload {
  readonly event: ObjectEvent;
  readonly isExact?: boolean;
  readonly uploadId: string;
  readonly version: SourceVersion;
  /** By which a server-side copy is proved. @default the parts are streamed */
  readonly serverSide?: WholeChecksum;
}

/** `ENDED`: nothing is left to do, or another does it. */
export type OpenUploadResult =
  | {
      readonly outcome: 'OPENED';
      readonly upload: LargeUpload;
      /** JSON Lines, one `PartRange` of `core/replication/large-object` a line: what is still to be sent. */
      readonly ranges: S3Pointer;
      /** Parts in these. */
      readonly absent: number;
    }
  | Ended;

export interface Ended {
  readonly outcome: 'ENDED';
  /** How the object ended, or why another sees to it. */
  readonly verdict: string;
}

export interface CopyPartsInput extends ByExecution {
  readonly upload: LargeUpload;
  readonly range: PartRange;
}

/**
 * `CHANGED`: the version is no more. `UPLOAD_GONE`: somebody removed the upload. `LOST`: another claimed the key. All
 * three are seen to by the states after the Map.
 */
export interface CopyPartsResult {
  readonly outcome: 'SENT' | 'CHANGED' | 'UPLOAD_GONE' | 'LOST';
  /** Parts sent now. */
  readonly sent: number;
  /** Parts that were there. */
  readonly kept: number;
}

export interface CompleteUploadInput extends ByExecution {
  readonly upload: LargeUpload;
}

/** `AGAIN`: the upload cannot be completed, or the key has a newer event: what to begin with. */
export type CompleteUploadResult =
  | { readonly outcome: 'AGAIN'; readonly event: ObjectEvent; readonly isExact?: boolean }
  | Ended;

export interface ConvertParquetInput extends ByExecution, Omit<ObjectToReplicate, 'output'> {
  /** How often the machine began anew. */
  readonly round: number;
  /** `$states.context.Execution.RedriveCount` */
  readonly redriveCount: number;
}

/** `AGAIN`: a newer event came meanwhile. */
export type ConvertParquetResult = { readonly outcome: 'AGAIN'; readonly event: ObjectEvent } | Ended;
