import type { Consistency } from '../config/replication/types';
import type { ReplicationItem } from './receipts';

/** What of the source is wanted; absent members leave it to what is current. */
export interface WantedVersion {
  readonly versionId?: string;
  readonly etag?: string;
  /** Bytes. By itself no more than a hint, which saves a HEAD. */
  readonly size?: number;
}

/**
 * The version to copy for a claimed item. An event that names a version may be older than what a comparison copied:
 * where their order is unknown, what is current is taken. That is never older than either.
 */
export function wantedOf(
  { event, isUnordered }: Pick<ReplicationItem, 'event' | 'isUnordered'>,
  consistency: Consistency,
): WantedVersion {
  const { kind, versionId, etag, size } = event;
  // of a deletion the version is the one that is no more
  if (kind !== 'created') return {};
  return consistency === 'latest' || isUnordered === true ? { size } : { versionId, etag, size };
}
