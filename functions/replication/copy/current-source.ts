import { cameThrough } from '../../../core/replication/mark';
import { canonicalQuery } from '../../shared/s3-lean';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ask } from './ask';
import { ReplicationRefusedError, SourceChangedError } from './errors';
import { judgeRefusal, type SetAside } from './judge-refusal';
import type { CopyPlace } from './place';
import { type SourceObject, sourceObject } from './source-object';

/** What of an object is wanted. */
export interface Wanted {
  /** As the event or the listing told. @default the version that is current */
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag?: string;
  /** Bytes. @default unknown: the source is asked */
  readonly size?: number;
  /** Nothing else: what was listed, or nothing. @default what is current, where the wanted one is no more */
  readonly isExact?: boolean;
}

/** How often the work begins anew because the source was overwritten meanwhile. */
const MOST_CHANGES = 3;

/**
 * Has `attempt` work at the wanted version of the source, or at what is there now where that one is no more. `attempt`
 * throws `SourceChangedError` when the object was overwritten meanwhile. Throws what another try may change.
 */
export async function withSource<Outcome>(
  place: CopyPlace,
  wanted: Wanted,
  attempt: (place: CopyPlace, wanted: Wanted) => Promise<Outcome>,
): Promise<Outcome | SetAside | { readonly outcome: 'GONE' }> {
  let next: Wanted = wanted;
  for (let changes = 0; ; changes++) {
    try {
      return await attempt({ ...place, from: { ...place.from, versionId: next.versionId } }, next);
    } catch (error) {
      const verdict = judge(error, next);
      if (verdict !== 'CHANGED') return verdict;
      if (next.isExact) return { outcome: 'GONE' };
      if (changes >= MOST_CHANGES) throw error;
      // the wanted version is no more: what is there now
      next = {};
    }
  }
}

/** The condition that pins a request to an entity tag. */
export const conditionOf = ({ etag }: Pick<Wanted, 'etag'>): string | undefined =>
  etag === undefined ? undefined : `"${etag}"`;

/** The head of the source. Throws when it came through this output before, see {@link refuseLoop}. */
export async function headSource(
  place: CopyPlace,
  condition: string | undefined,
): Promise<SourceObject & { readonly isArchived: boolean }> {
  const { source, from } = place;
  const { headers } = await ask(source, {
    method: 'HEAD',
    bucket: from.bucket,
    key: from.key,
    query: canonicalQuery({ versionId: from.versionId }),
    headers: { 'x-amz-checksum-mode': 'ENABLED', ...(condition === undefined ? {} : { 'if-match': condition }) },
  });
  const object = { ...sourceObject(headers), isArchived: isArchived(headers) };
  refuseLoop(place, object);
  return object;
}

const LOOPED = 'LOOP: it came through this output before.';

const ARCHIVE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** In an archive class or tier, and without a restored copy. */
const isArchived = (headers: StreamAnswer['headers']): boolean =>
  headers['x-amz-archive-status'] !== undefined ||
  (ARCHIVE_CLASSES.has(headers['x-amz-storage-class'] ?? '') &&
    headers['x-amz-restore']?.includes('ongoing-request="false"') !== true);

class LoopError extends Error {}

/** Throws for an object that this output wrote before: {@link withSource} sets it aside. */
export function refuseLoop({ to }: CopyPlace, { kept }: SourceObject): void {
  if (cameThrough(kept, to.mark)) throw new LoopError();
}

function judge(error: unknown, { versionId, etag }: Wanted): SetAside | { readonly outcome: 'GONE' } | 'CHANGED' {
  if (error instanceof LoopError) return { outcome: 'SET_ASIDE', reason: LOOPED };
  if (error instanceof SourceChangedError) return 'CHANGED';
  if (!(error instanceof ReplicationRefusedError) || error.side !== 'source') throw error;
  if (error.status === 412) return 'CHANGED';
  if (error.status === 404) return versionId === undefined && etag === undefined ? { outcome: 'GONE' } : 'CHANGED';
  return judgeRefusal(error);
}
