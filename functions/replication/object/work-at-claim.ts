import type { Settlement } from '../../../core/replication/claim';
import type { ConversionLimits } from '../../../core/replication/conversion';
import {
  CONVERSIONS,
  conversionOf,
  destinationKey,
  keyTaken,
  MAX_KEY_BYTES,
} from '../../../core/replication/destination-key';
import type { ObjectEvent } from '../../../core/replication/object-event';
import type { Receipt, ReplicationItem } from '../../../core/replication/receipts';
import { wantedOf } from '../../../core/replication/wanted';
import type { OpenDestination } from '../access/output-access';
import { convertObject } from '../convert/convert-object';
import { keysOfSource, otherOwner } from '../convert/key-owner';
import type { Copied } from '../copy/copied';
import { copyObject } from '../copy/copy-object';
import type { Wanted } from '../copy/current-source';
import { ReplicationRefusedError } from '../copy/errors';
import { judgeRefusal } from '../copy/judge-refusal';
import type { CopyPlace } from '../copy/place';
import type { SourceObject } from '../copy/source-object';
import type { ClaimUnderWay } from './claim-under-way';
import { placeOf } from './place-of';
import { removeObject } from './remove-object';
import type { Replicator } from './replicator';
import { abortLeftUpload, uploadOfClaim } from './upload-of-claim';

export interface WorkOptions {
  /** No part is begun after this; milliseconds since the epoch. */
  readonly endsAt: number;
  /** What the event names, or nothing. @default what is current, where that is no more */
  readonly isExact?: boolean;
  /** What is converted here. @default nothing is: it is left to the machine */
  readonly conversions?: ConversionLimits;
  /** Bytes above which an object is left to the machine. @default no object is */
  readonly largeBytes?: number;
}

/** What is left to a machine. Nothing was sent. */
export type LeftToMachine =
  | { readonly successor: 'convert-object' }
  | { readonly successor: 'replicate-large-object'; readonly place: CopyPlace; readonly object: SourceObject };

/** Copies or deletes what a claim is for, unless a machine has to. Settling it is left to the caller. */
export async function workAtClaim(
  replicator: Replicator,
  claim: ClaimUnderWay,
  open: OpenDestination,
  options: WorkOptions,
): Promise<Settlement | LeftToMachine> {
  const { event, receipt } = claim.item;
  const place = placeOf(replicator, event, open);
  if (Buffer.byteLength(place.to.key) > MAX_KEY_BYTES) return { state: 'SET_ASIDE', reason: TOO_LONG };
  const settlement =
    event.kind === 'created' ? 'STANDS' : await removeObject(place, receipt, () => sharesKey(replicator, event));
  const ended = settlement === 'STANDS' ? await copy(replicator, claim, place, options) : settlement;
  if ('state' in ended) await abortLeftUpload(claim, place);
  return ended;
}

/** Whether another object of the source, now or once this one is gone, has the same key at the destination. */
async function sharesKey({ output, source }: Replicator, { bucket, key }: ObjectEvent): Promise<boolean> {
  const there = destinationKey(output, '', key);
  if (output.convert === undefined || !there.endsWith(CONVERSIONS.parquet.ending)) return false;
  const keys = await keysOfSource({ asked: { side: 'source', s3: source }, bucket, output }, there);
  return keys.some((each) => each !== key);
}

const TOO_LONG = `KEY_TOO_LONG: with the destination's prefix the key has more than ${MAX_KEY_BYTES} bytes.`;

async function copy(
  replicator: Replicator,
  claim: ClaimUnderWay,
  place: CopyPlace,
  { endsAt, isExact, largeBytes, conversions }: WorkOptions,
): Promise<Settlement | LeftToMachine> {
  const { output, now, scratch } = replicator;
  const { item } = claim;
  const wanted: Wanted = isExact === true ? exactly(item) : wantedOf(item, output.consistency);
  const uploadOf = uploadOfClaim(claim, place);
  const conversion = conversionOf(output, item.event.key);
  if (conversion !== undefined && conversions === undefined) return { successor: 'convert-object' };
  const taken = conversion === undefined ? undefined : await takenFrom(replicator, place);
  if (taken !== undefined) return taken;
  const outcome =
    conversion === undefined
      ? await copyObject(place, wanted, { uploadOf, largeBytes, endsAt, now })
      : await convertObject(place, wanted, {
          ...{ conversion, settings: output.convert!, limits: conversions, uploadOf, endsAt, now, folder: scratch },
        });
  if (outcome.outcome === 'LARGE' && conversion !== undefined) return { successor: 'convert-object' };
  if (outcome.outcome === 'LARGE') return { successor: 'replicate-large-object', place, object: outcome.object };
  if (outcome.outcome === 'GONE') return { state: 'GONE' };
  if (outcome.outcome === 'SET_ASIDE') return { state: 'SET_ASIDE', reason: outcome.reason };
  return { state: 'COMPLETE', receipt: receiptOf(item, outcome.copied, now()) };
}

/** A conversion never writes over another object of the source. */
async function takenFrom({ output }: Replicator, { source, from }: CopyPlace): Promise<Settlement | undefined> {
  const { bucket, key } = from;
  try {
    const owner = await otherOwner({ asked: source, bucket, output }, key);
    if (owner === undefined) return undefined;
    return { state: 'SET_ASIDE', reason: keyTaken(destinationKey(output, '', key), owner) };
  } catch (error) {
    if (error instanceof ReplicationRefusedError) return { state: 'SET_ASIDE', reason: judgeRefusal(error).reason };
    throw error;
  }
}

/** Whatever else is known of the key: what a comparison listed, or nothing. */
const exactly = ({ event: { versionId, etag, size } }: ReplicationItem): Wanted => ({
  versionId,
  etag,
  size,
  isExact: true,
});

export const receiptOf = ({ attempts, startedAt }: ReplicationItem, copied: Copied, now: number): Receipt => ({
  ...copied,
  attempts,
  startedAt,
  completedAt: new Date(now).toISOString(),
});
