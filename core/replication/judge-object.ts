import type { ObjectEvent } from './object-event';
import type { DestinationFacts, Receipt, ReplicationItem, SourceFacts } from './receipts';

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
 * `MISSING`, `DIFFERENT`: to be copied. `SAME`: proved. `SET_ASIDE`: cannot be copied, and a receipt says why.
 * `UNDER_WAY`: somebody is copying it. `EXTRA`: at the destination alone, and nothing that the output wrote. `GONE`:
 * the output wrote it, and the source has it no more.
 */
export type Judgement = 'MISSING' | 'DIFFERENT' | 'SAME' | 'SET_ASIDE' | 'UNDER_WAY' | 'EXTRA' | 'GONE';

/** What of a receipt tells how an object stands. */
export interface KnownOfKey extends Pick<ReplicationItem, 'state' | 'lease' | 'reason'> {
  readonly event: Pick<ObjectEvent, 'etag' | 'versionId'>;
  readonly receipt?: Pick<Receipt, 'converted'> & {
    readonly source: Pick<SourceFacts, 'etag' | 'size'>;
    readonly destination: Pick<DestinationFacts, 'etag' | 'size'>;
  };
}

export interface Compared {
  readonly source?: ListedObject;
  readonly destination?: ListedObject;
  readonly known?: KnownOfKey;
  /** Of another size by right: only a receipt proves it. @default false */
  readonly isConverted?: boolean;
}

/**
 * What is to be said of one key. A receipt is the proof when it is of the version that is at the source now, and what
 * it wrote is what is at the destination now. Dates say nothing, entity tags of the two sides differ by right, and
 * sizes alone miss what was overwritten with as many bytes: without a receipt, equal sizes are `DOUBTFUL`, for their
 * checksums to tell. `undefined`: there is nothing to be said. `now` in milliseconds, for leases.
 */
export function judgeObject(compared: Compared, now: number): Judgement | 'DOUBTFUL' | undefined {
  const { source, destination, known, isConverted = false } = compared;
  if (source === undefined) return withoutSource(compared);
  if (known?.state === 'SET_ASIDE' && isOf(known, source)) return 'SET_ASIDE';
  const isUnderWay = known?.state === 'COPYING' && known.lease !== undefined && known.lease.until > now;
  if (isUnderWay) return 'UNDER_WAY';
  if (destination === undefined) return 'MISSING';
  const { receipt } = known ?? {};
  if (receipt === undefined) {
    if (isConverted || source.size !== destination.size) return 'DIFFERENT';
    return source.etag === destination.etag ? 'SAME' : 'DOUBTFUL';
  }
  const isCurrent = receipt.source.etag === source.etag && receipt.source.size === source.size;
  return isCurrent && isWritten(destination, known) ? 'SAME' : 'DIFFERENT';
}

function withoutSource({ destination, known }: Compared): 'EXTRA' | 'GONE' | undefined {
  if (destination !== undefined) return isWritten(destination, known) ? 'GONE' : 'EXTRA';
  return known?.state === 'COMPLETE' ? 'GONE' : undefined;
}

/** Whether what stands at the destination is what the output wrote there. */
const isWritten = ({ etag, size }: ListedObject, known: KnownOfKey | undefined): boolean =>
  known?.receipt !== undefined && known.receipt.destination.etag === etag && known.receipt.destination.size === size;

/** Whether what was set aside is what is there now. */
const isOf = ({ event }: KnownOfKey, { etag, versionId }: ListedObject): boolean =>
  versionId !== undefined && event.versionId !== undefined ? event.versionId === versionId : event.etag === etag;
