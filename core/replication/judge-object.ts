import type { ReplicationItem } from './receipts';

/** An object as a listing tells it. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Of listings of versions. */
  readonly versionId?: string;
}

/**
 * `MISSING`, `DIFFERENT`: to be copied. `SAME`: proved by a receipt, or by size where there is none. `SET_ASIDE`:
 * cannot be copied, and a receipt says why. `EXTRA`: at the destination alone. `GONE`: a receipt of what neither side
 * has.
 */
export type Judgement = 'MISSING' | 'DIFFERENT' | 'SAME' | 'SET_ASIDE' | 'EXTRA' | 'GONE';

export interface Compared {
  readonly source?: ListedObject;
  readonly destination?: ListedObject;
  readonly known?: ReplicationItem;
}

/**
 * What is to be said of one key. A receipt is the proof when it is of the version that is at the source now, and what
 * it wrote is what is at the destination now. Dates say nothing, entity tags of the two sides differ by right, and
 * sizes alone miss what was overwritten with as many bytes: without a receipt, equal sizes are `SAME` only where
 * `trustsSizes`.
 */
export function judgeObject({ source, destination, known }: Compared, trustsSizes: boolean): Judgement {
  if (source === undefined) return destination === undefined ? 'GONE' : 'EXTRA';
  if (known?.state === 'SET_ASIDE' && isOf(known, source)) return 'SET_ASIDE';
  if (destination === undefined) return 'MISSING';
  const { receipt } = known ?? {};
  if (receipt === undefined) return trustsSizes && source.size === destination.size ? 'SAME' : 'DIFFERENT';
  const isCurrent = receipt.source.etag === source.etag && receipt.source.size === source.size;
  const isThere = receipt.destination.etag === destination.etag && receipt.destination.size === destination.size;
  return isCurrent && isThere ? 'SAME' : 'DIFFERENT';
}

/** Whether what was set aside is what is there now. */
const isOf = ({ event }: ReplicationItem, { etag, versionId }: ListedObject): boolean =>
  versionId !== undefined && event.versionId !== undefined ? event.versionId === versionId : event.etag === etag;
