import { crc32 } from 'node:zlib';
import type { LedgerKey } from '../ledger/key';
import type { ContentChecksum } from '../s3/whole-checksum';
import type { Converted } from './destination-key';
import type { ObjectEvent } from './object-event';
import type { TryFailure } from './try-failure';

/**
 * What is known of one key of one output: who works at it, and the proof of what was copied. It has a table of its own,
 * shaped as the ledger's: docs/adr/0013.
 */
export interface ReplicationItem {
  /** Grows with each write; a writer names the one that it read. */
  readonly revision: number;
  readonly state: ReplicationState;
  /** The newest event that was taken up. */
  readonly event: ObjectEvent;
  /** Absent when nobody works at it. */
  readonly lease?: Lease;
  /** Newer than `event`; came while a machine was at work, which goes on with it. */
  readonly newer?: ObjectEvent;
  /**
   * It could not be told whether `event` is newer than what was known before: a comparison has no sequencers. What is
   * current is copied then, whatever the event names.
   */
  readonly isUnordered?: boolean;
  /** How often this event was taken up. */
  readonly attempts: number;
  /** ISO-8601: when it was first taken up. */
  readonly startedAt: string;
  /** A multipart upload under way, and the source version that it was begun for. */
  readonly upload?: { readonly id: string; readonly token: string };
  /** Why the last try failed. It goes when the work ends. */
  readonly failure?: TryFailure;
  /** What stands at the destination, as far as we wrote it. */
  readonly receipt?: Receipt;
  /** Why it was set aside. */
  readonly reason?: string;
  /** Seconds since the epoch: when the table forgets it. Receipts of objects that exist have none. */
  readonly expiresAt?: number;
}

/**
 * `COPYING` also after a failure, until the next try. `SET_ASIDE`: cannot be copied, with a reason. `GONE`: it was no
 * more when its turn came.
 */
export type ReplicationState = 'COPYING' | 'COMPLETE' | 'DELETED' | 'SET_ASIDE' | 'GONE';

/** Who works at a key, and until when nobody else may. */
export interface Lease {
  /** An id that a function made for this one try, or the name of an execution. */
  readonly owner: string;
  readonly kind: 'function' | 'machine';
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** The proof of one copy. */
export interface Receipt {
  readonly source: SourceFacts;
  readonly destination: DestinationFacts;
  /** What became of the content on its way. @default it is the same */
  readonly converted?: Converted;
  /** S3 copied the content itself, and no function read it. @default it was streamed */
  readonly copiedBy?: 'server-side';
  readonly attempts: number;
  /** ISO-8601 */
  readonly startedAt: string;
  readonly completedAt: string;
}

/**
 * Its checksum is CRC32, of the bytes as they were read. Of a server-side copy it is the one that S3 stores of the
 * source's whole content.
 */
export interface SourceFacts extends ContentChecksum {
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Whether S3's own checksum of the source's whole content agreed. Absent where it stores none of a kind we compute.
   */
  readonly isChecked?: boolean;
}

/** Its checksum is of the whole content, as the destination computed it. */
export interface DestinationFacts extends ContentChecksum {
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * One output takes 3,000 receipts a second and more. Each is two writes of at most 2 KB, for keys to 650 bytes; a
 * partition of DynamoDB takes 1,000 writes of 1 KB a second, sixteen of them 4,000 such objects.
 */
export const SHARDS = 16;

/** Of a key of S3. Its bytes are the sort key: 1,024 at most, the limit of both, in S3's own order. */
export const replicationKey = (output: string, key: string): LedgerKey => ({
  pk: shardOf(output, crc32(key) % SHARDS),
  sk: key,
});

/** The partition keys of an output. A range of keys is read from each, and merged. */
export const shardsOf = (output: string): string[] =>
  Array.from({ length: SHARDS }, (_, shard) => shardOf(output, shard));

const shardOf = (output: string, shard: number): string => `${output}#${shard}`;
