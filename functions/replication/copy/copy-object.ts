import { conditionOf, headSource, refuseLoop, type Wanted, withSource } from './current-source';
import { ARCHIVED, type SetAside } from './judge-refusal';
import type { CopyPlace } from './place';
import { type PartsOptions, relayInParts, type UploadMemory } from './relay-in-parts';
import { type Copied, relayWhole } from './relay-whole';
import type { SourceObject } from './source-object';

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

/**
 * Copies one object and proves it, or says why not. Throws the errors of `errors.ts` for what another try may change.
 */
export const copyObject = (place: CopyPlace, wanted: Wanted, options: CopyOptions): Promise<CopyOutcome> =>
  withSource<CopyOutcome>(place, wanted, (pinned, next) => attempt(pinned, next, options));

async function attempt(place: CopyPlace, wanted: Wanted, options: CopyOptions): Promise<CopyOutcome> {
  const { size } = wanted;
  const condition = conditionOf(wanted);
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
  const object = await headSource(place, condition);
  if (object.isArchived) return { outcome: 'SET_ASIDE', reason: ARCHIVED };
  if (object.size > (options.largeBytes ?? Number.POSITIVE_INFINITY)) return { outcome: 'LARGE', object };
  if (object.size <= WHOLE_BYTES) {
    return { outcome: 'COPIED', copied: await relayWhole(place, object.etag, () => undefined) };
  }
  return { outcome: 'COPIED', copied: await relayInParts(place, object, options.uploadOf(object), options) };
}

/** Larger than the event said: overwritten since. */
class LargerError extends Error {}
