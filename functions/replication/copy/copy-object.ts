import { cameThrough } from '../../../core/replication/mark';
import { canonicalQuery } from '../../shared/s3-lean';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ask } from './ask';
import { ReplicationRefusedError, SourceChangedError } from './errors';
import { ARCHIVED, judgeRefusal, type SetAside } from './judge-refusal';
import type { CopyPlace } from './place';
import { type PartsOptions, relayInParts, type UploadMemory } from './relay-in-parts';
import { type Copied, relayWhole } from './relay-whole';
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

export interface CopyOptions extends PartsOptions {
  /** Bytes from which on the object is left to the machine. @default no object is */
  readonly largeBytes?: number;
  /** By source version: uploads begun before. */
  readonly uploadOf: (object: SourceObject) => UploadMemory;
}

/**
 * `LARGE`: nothing was sent. `GONE`: there is no such object any more. `SET_ASIDE`: it cannot be copied, and no further
 * try would change that.
 */
export type CopyOutcome =
  | { readonly outcome: 'COPIED'; readonly copied: Copied }
  | { readonly outcome: 'LARGE'; readonly object: SourceObject }
  | { readonly outcome: 'GONE' }
  | SetAside;

/** Objects up to a part are sent by one PUT. */
export const WHOLE_BYTES = 16 * 1024 ** 2;
/** How often a copy begins anew because the source was overwritten meanwhile. */
const MOST_CHANGES = 3;

/**
 * Copies one object and proves it, or says why not. Throws the errors of `errors.ts` for what another try may change.
 */
export async function copyObject(place: CopyPlace, wanted: Wanted, options: CopyOptions): Promise<CopyOutcome> {
  let next: Wanted = wanted;
  for (let changes = 0; ; changes++) {
    try {
      return await attempt({ ...place, from: { ...place.from, versionId: next.versionId } }, next, options);
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

async function attempt(place: CopyPlace, { etag, size }: Wanted, options: CopyOptions): Promise<CopyOutcome> {
  const condition = etag === undefined ? undefined : `"${etag}"`;
  if (size !== undefined && size <= WHOLE_BYTES) {
    try {
      const copied = await relayWhole(place, condition, (object) => {
        refuseLoop(place, object);
        if (object.size > WHOLE_BYTES) throw new LargerError();
      });
      return { outcome: 'COPIED', copied };
    } catch (error) {
      if (!(error instanceof LargerError)) throw error;
    }
  }
  const object = await head(place, condition);
  refuseLoop(place, object);
  if (object.isArchived) return { outcome: 'SET_ASIDE', reason: ARCHIVED };
  if (object.size > (options.largeBytes ?? Number.POSITIVE_INFINITY)) return { outcome: 'LARGE', object };
  if (object.size <= WHOLE_BYTES) {
    return { outcome: 'COPIED', copied: await relayWhole(place, object.etag, () => undefined) };
  }
  return { outcome: 'COPIED', copied: await relayInParts(place, object, options.uploadOf(object), options) };
}

async function head(
  { source, from }: CopyPlace,
  condition: string | undefined,
): Promise<SourceObject & { readonly isArchived: boolean }> {
  const { headers } = await ask(source, {
    method: 'HEAD',
    bucket: from.bucket,
    key: from.key,
    query: canonicalQuery({ versionId: from.versionId }),
    headers: { 'x-amz-checksum-mode': 'ENABLED', ...(condition === undefined ? {} : { 'if-match': condition }) },
  });
  return { ...sourceObject(headers), isArchived: isArchived(headers) };
}

const LOOPED = 'LOOP: it came through this output before.';

const ARCHIVE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** In an archive class or tier, and without a restored copy. */
const isArchived = (headers: StreamAnswer['headers']): boolean =>
  headers['x-amz-archive-status'] !== undefined ||
  (ARCHIVE_CLASSES.has(headers['x-amz-storage-class'] ?? '') &&
    headers['x-amz-restore']?.includes('ongoing-request="false"') !== true);

/** Larger than the event said: overwritten since. */
class LargerError extends Error {}

class LoopError extends Error {}

function refuseLoop({ to }: CopyPlace, { kept }: SourceObject): void {
  if (cameThrough(kept, to.mark)) throw new LoopError();
}

function judge(error: unknown, { versionId, etag }: Wanted): CopyOutcome | 'CHANGED' {
  if (error instanceof LoopError) return { outcome: 'SET_ASIDE', reason: LOOPED };
  if (error instanceof SourceChangedError) return 'CHANGED';
  if (!(error instanceof ReplicationRefusedError) || error.side !== 'source') throw error;
  if (error.status === 412) return 'CHANGED';
  if (error.status === 404) return versionId === undefined && etag === undefined ? { outcome: 'GONE' } : 'CHANGED';
  return judgeRefusal(error);
}
