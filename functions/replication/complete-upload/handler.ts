import { checksumHeader } from '../../../core/s3/whole-checksum';
import { readReceipt } from '../claim/claim-object';
import { holdClaim } from '../claim/hold-claim';
import { type Copied, copiedOf } from '../copy/copied';
import { ReplicationRefusedError } from '../copy/errors';
import { ourObject, partName } from '../copy/multipart';
import type { CopyPlace } from '../copy/place';
import { abortedIfHopeless, presentParts, putTogether } from '../copy/relay-in-parts';
import { type Transfer, transferBy } from '../copy/transfer';
import { verifySource } from '../copy/verify-content';
import { ClaimLostError, ClaimUnderWay } from '../object/claim-under-way';
import { placeOfUpload } from '../object/place-of-upload';
import type { Replicator } from '../object/replicator';
import { tellSettled } from '../object/tell';
import { withDestination } from '../object/with-destination';
import { receiptOf } from '../object/work-at-claim';
import type { CompleteUploadInput, CompleteUploadResult, LargeUpload } from '../payloads';

/**
 * Completes the upload of a large object when every part is there, proves it and writes the receipt. Throws the errors
 * of a copy; what can never be completed is aborted first.
 */
export function createHandler(replicator: Replicator) {
  const { receipts, now } = replicator;
  return async ({ owner, upload }: CompleteUploadInput): Promise<CompleteUploadResult> => {
    const { event, isExact, uploadId } = upload;
    const item = await holdClaim(receipts, { key: event.key, owner, uploadId }, now());
    if (item === undefined) return elsewhere(replicator, upload);
    const copied = await withDestination(replicator, (open) =>
      complete(placeOfUpload(replicator, upload, open), upload),
    );
    if (copied === undefined) return { outcome: 'AGAIN', event, ...(isExact === true ? { isExact } : {}) };
    try {
      const claim = new ClaimUnderWay(receipts, item);
      const settled = await claim.settle({ state: 'COMPLETE', receipt: receiptOf(item, copied, now()) }, now());
      tellSettled(replicator, settled);
      return settled.newer === undefined
        ? { outcome: 'ENDED', verdict: 'COMPLETE' }
        : { outcome: 'AGAIN', event: settled.newer };
    } catch (error) {
      if (!(error instanceof ClaimLostError)) throw error;
      return elsewhere(replicator, upload);
    }
  };
}

/** Settled by an earlier try whose answer was lost, or claimed by another. What was noted may be left to us. */
async function elsewhere({ receipts }: Replicator, { event }: LargeUpload): Promise<CompleteUploadResult> {
  const found = await readReceipt(receipts, event.key);
  if (found === undefined || found.state === 'COPYING') return { outcome: 'ENDED', verdict: 'LOST' };
  return found.newer === undefined
    ? { outcome: 'ENDED', verdict: found.state }
    : { outcome: 'AGAIN', event: found.newer };
}

/** `undefined` when parts are absent, or the upload is: the source was overwritten, or somebody removed it. */
async function complete(place: CopyPlace, { uploadId, version, serverSide }: LargeUpload): Promise<Copied | undefined> {
  const transfer = transferBy(serverSide);
  const parts = transfer.plan(version.size);
  const present = await presentParts(place, uploadId, parts, transfer.algorithm);
  if (present === undefined) return completedBefore(place, version, transfer);
  if (present.length < parts.length) return undefined;
  try {
    return await abortedIfHopeless(place, uploadId, () => putTogether(place, version, uploadId, present, transfer));
  } catch (error) {
    if (error instanceof ReplicationRefusedError && error.code === 'NoSuchUpload') return undefined;
    throw error;
  }
}

/** The answer of a completion was lost: the destination says what it stored. */
async function completedBefore(
  place: CopyPlace,
  version: LargeUpload['version'],
  { algorithm, copiedBy }: Transfer,
): Promise<Copied | undefined> {
  const stored = await ourObject(place, version);
  const checksum = stored?.[checksumHeader(algorithm)];
  if (stored === undefined || checksum === undefined) return undefined;
  const whole = { algorithm, checksum };
  return copiedOf(version, whole, verifySource(partName(place, 1), version, whole), stored, copiedBy);
}
