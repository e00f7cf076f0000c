import type { S3Client } from '@aws-sdk/client-s3';
import { MOST_ROUNDS, partRanges } from '../../../core/replication/large-object';
import { workFolder } from '../../../core/replication/names';
import type { ObjectEvent } from '../../../core/replication/object-event';
import { MACHINE_LEASE_MS, WORK_MS } from '../../../core/replication/work-limits';
import type { S3Pointer } from '../../shared/execution';
import { LineWriter } from '../../shared/manifest/line-writer';
import { classifying } from '../../shared/service-errors';
import { claimObject } from '../claim/claim-object';
import { WHOLE_BYTES } from '../copy/copy-object';
import { KeepsChangingError, ObjectBusyError } from '../copy/errors';
import type { CopyPlace } from '../copy/place';
import { openUpload } from '../copy/relay-in-parts';
import type { SourceObject } from '../copy/source-object';
import { serverSideChecksum, transferBy } from '../copy/transfer';
import { ClaimLostError, ClaimUnderWay } from '../object/claim-under-way';
import type { Replicator } from '../object/replicator';
import { tellSettled } from '../object/tell';
import { uploadOfClaim } from '../object/upload-of-claim';
import { withDestination } from '../object/with-destination';
import { workAtClaim } from '../object/work-at-claim';
import type { Ended, OpenUploadInput, OpenUploadResult } from '../payloads';

export interface OpenUploadEffects extends Replicator {
  readonly s3: Pick<S3Client, 'send'>;
  readonly workBucket: string;
}

/**
 * Claims an object for an execution and begins its upload, or goes on with one, and lists what is still to be sent.
 * What needs no upload (a deletion, a small object, one that cannot be copied) is done here. Throws `ObjectBusyError`,
 * `KeepsChangingError`, and the errors of a copy.
 */
export function createHandler(given: OpenUploadEffects) {
  const effects = { ...given, s3: classifying(given.s3) };
  const { receipts, now } = effects;
  return async (input: OpenUploadInput): Promise<OpenUploadResult> => {
    const { owner, round, redriveCount, isExact } = input;
    const most = MOST_ROUNDS * (1 + redriveCount);
    if (round >= most) throw new KeepsChangingError(input.event.key, most);
    let next: ObjectEvent = input.event;
    for (;;) {
      const claimant = { owner, kind: 'machine' as const, leaseMs: MACHINE_LEASE_MS };
      const decision = await claimObject(receipts, next, claimant, now());
      if (decision.verdict === 'BUSY') throw new ObjectBusyError(next.key, decision.until);
      if (decision.verdict === 'CLAIMED') {
        const claim = new ClaimUnderWay(receipts, decision.item);
        const opened = await open(effects, claim, input, next === input.event && isExact === true);
        if (opened.outcome === 'OPENED' || claim.item.newer === undefined) return opened;
        next = claim.item.newer;
      } else {
        const newer = 'newer' in decision ? decision.newer : undefined;
        if (newer === undefined) return { outcome: 'ENDED', verdict: decision.verdict };
        next = newer;
      }
    }
  };
}

async function open(
  effects: OpenUploadEffects,
  claim: ClaimUnderWay,
  { owner, round }: OpenUploadInput,
  isExact: boolean,
): Promise<OpenUploadResult> {
  const { now } = effects;
  const options = { endsAt: now() + WORK_MS, largeBytes: WHOLE_BYTES, isExact };
  try {
    return await withDestination(effects, async (destination) => {
      const ended = await workAtClaim(effects, claim, destination, options);
      if (!('successor' in ended)) return await settled(effects, claim, ended);
      if (ended.successor !== 'replicate-large-object') return { outcome: 'ENDED', verdict: 'TO_CONVERT' };
      const ranges = { bucket: effects.workBucket, key: rangesKey(effects, owner, round) };
      return await begin(effects, claim, ended, { ranges, isExact });
    });
  } catch (error) {
    if (error instanceof ClaimLostError) return { outcome: 'ENDED', verdict: 'LOST' };
    throw error;
  }
}

async function settled(
  effects: OpenUploadEffects,
  claim: ClaimUnderWay,
  settlement: Parameters<ClaimUnderWay['settle']>[0],
): Promise<Ended> {
  tellSettled(effects, await claim.settle(settlement, effects.now()));
  return { outcome: 'ENDED', verdict: settlement.state };
}

const rangesKey = ({ output }: OpenUploadEffects, owner: string, round: number): string =>
  `${workFolder(output.name)}/uploads/${owner}/${round}.jsonl`;

async function begin(
  { s3 }: OpenUploadEffects,
  claim: ClaimUnderWay,
  { place, object }: { readonly place: CopyPlace; readonly object: SourceObject },
  { ranges, isExact }: { readonly ranges: S3Pointer; readonly isExact: boolean },
): Promise<OpenUploadResult> {
  const serverSide = serverSideChecksum(place, object);
  const transfer = transferBy(serverSide);
  const parts = transfer.plan(object.size);
  const pinned = { ...place, from: { ...place.from, versionId: object.versionId } };
  const memory = uploadOfClaim(claim, pinned)(object);
  const { uploadId, present } = await openUpload(pinned, object, memory, transfer, parts);
  const there = new Set(present.map(({ partNumber }) => partNumber));
  const absent = parts.filter(({ partNumber }) => !there.has(partNumber));
  await writeLines(s3, ranges, partRanges(absent, object.size));
  const { versionId, etag, size, checksums } = object;
  const version = { ...(versionId === undefined ? {} : { versionId }), etag, size, checksums };
  const upload = {
    event: claim.item.event,
    ...(isExact ? { isExact } : {}),
    ...{ uploadId, version },
    ...(serverSide === undefined ? {} : { serverSide }),
  };
  return { outcome: 'OPENED', upload, ranges, absent: absent.length };
}

async function writeLines(s3: Pick<S3Client, 'send'>, target: S3Pointer, lines: readonly object[]): Promise<void> {
  const writer = new LineWriter(s3, target);
  for (const line of lines) await writer.write(line);
  await writer.close();
}
