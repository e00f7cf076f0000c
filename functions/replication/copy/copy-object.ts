import { partBytes } from '../../../core/s3';
import type { Copied } from './copied';
import { conditionOf, headSource, refuseLoop, type Wanted, withSource } from './current-source';
import { ARCHIVED, type SetAside } from './judge-refusal';
import type { CopyPlace } from './place';
import { type PartsOptions, relayInParts, type UploadMemory } from './relay-in-parts';
import { relayWhole } from './relay-whole';
import { copyWhole } from './server-side/copy-whole';
import type { SourceObject } from './source-object';
import { serverSideChecksum, transferBy } from './transfer';

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
/** S3 copies as much by one request within seconds. Its limit is 5 GiB, which would outlast the function. */
const WHOLE_SERVER_SIDE_BYTES = partBytes(1);

/**
 * Copies one object and proves it, or says why not. Throws the errors of `errors.ts` for what another try may change.
 */
export const copyObject = (place: CopyPlace, wanted: Wanted, options: CopyOptions): Promise<CopyOutcome> =>
  withSource<CopyOutcome>(place, wanted, (pinned, next) => attempt(pinned, next, options));

async function attempt(place: CopyPlace, wanted: Wanted, options: CopyOptions): Promise<CopyOutcome> {
  const { size } = wanted;
  const condition = conditionOf(wanted);
  // a server-side copy is judged by the head of the source; a streamed one has it of the content's answer
  if (size !== undefined && size <= WHOLE_BYTES && place.isServerSide !== true) {
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
  const object = await headSource(place, condition);
  if (object.isArchived) return { outcome: 'SET_ASIDE', reason: ARCHIVED };
  if (object.size > (options.largeBytes ?? Number.POSITIVE_INFINITY)) return { outcome: 'LARGE', object };
  return { outcome: 'COPIED', copied: await copy(place, object, options) };
}

function copy(place: CopyPlace, object: SourceObject, options: CopyOptions): Promise<Copied> {
  const checksum = serverSideChecksum(place, object);
  if (checksum !== undefined && object.size <= WHOLE_SERVER_SIDE_BYTES) return copyWhole(place, object, checksum);
  if (checksum === undefined && object.size <= WHOLE_BYTES) return relayWhole(place, object.etag, () => undefined);
  return relayInParts(place, object, options.uploadOf(object), transferBy(checksum), options);
}

/** Larger than the event said: overwritten since. */
class LargerError extends Error {}
