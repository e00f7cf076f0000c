import { PARTS_WORK_MS } from '../../../core/replication/work-limits';
import { holdClaim } from '../claim/hold-claim';
import { ContentMismatchError, ReplicationRefusedError, SourceChangedError } from '../copy/errors';
import { abortUpload } from '../copy/multipart';
import type { CopyPlace } from '../copy/place';
import { presentParts, sendParts } from '../copy/relay-in-parts';
import { transferBy } from '../copy/transfer';
import { placeOfUpload } from '../object/place-of-upload';
import type { Replicator } from '../object/replicator';
import { withDestination } from '../object/with-destination';
import type { CopyPartsInput, CopyPartsResult } from '../payloads';

/**
 * Sends a range of parts of a large object; those that are there are not sent again. Throws `CopyUnfinishedYetError`
 * when its time is up, and the errors of a copy.
 */
export function createHandler(replicator: Replicator) {
  const { receipts, now } = replicator;
  return async ({ owner, upload, range }: CopyPartsInput): Promise<CopyPartsResult> => {
    const endsAt = now() + PARTS_WORK_MS;
    const held = { key: upload.event.key, owner, uploadId: upload.uploadId };
    if ((await holdClaim(receipts, held, now())) === undefined) return nothing('LOST');
    return withDestination(replicator, (open) =>
      sendRange(placeOfUpload(replicator, upload, open), { upload, range }, { endsAt, now }),
    );
  };
}

const nothing = (outcome: CopyPartsResult['outcome']): CopyPartsResult => ({ outcome, sent: 0, kept: 0 });

async function sendRange(
  place: CopyPlace,
  { upload: { uploadId, version, serverSide }, range }: Pick<CopyPartsInput, 'upload' | 'range'>,
  options: { readonly endsAt: number; readonly now: () => number },
): Promise<CopyPartsResult> {
  const transfer = transferBy(serverSide);
  const all = transfer.plan(version.size);
  const present = await presentParts(place, uploadId, all, transfer.algorithm, range);
  if (present === undefined) return nothing('UPLOAD_GONE');
  const parts = all.slice(range.first - 1, range.last);
  try {
    await sendParts(place, version, uploadId, { parts, present, transfer }, options);
    return { outcome: 'SENT', sent: parts.length - present.length, kept: present.length };
  } catch (error) {
    return nothing(await judge(error, place, uploadId));
  }
}

/** What the states after the Map see to. Throws what a further try may mend. */
async function judge(error: unknown, place: CopyPlace, uploadId: string): Promise<'CHANGED' | 'UPLOAD_GONE'> {
  if (error instanceof SourceChangedError) return 'CHANGED';
  if (error instanceof ContentMismatchError) {
    // a wrong part was stored, and looks like a right one
    await abortUpload(place, uploadId);
    return 'UPLOAD_GONE';
  }
  if (!(error instanceof ReplicationRefusedError) || error.side !== 'destination') throw error;
  if (error.code === 'NoSuchUpload') return 'UPLOAD_GONE';
  // damaged on its way, and not stored
  throw error.code === 'BadDigest' ? new ContentMismatchError(error.message) : error;
}
