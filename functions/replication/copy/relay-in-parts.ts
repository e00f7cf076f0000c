import type { PartRange } from '../../../core/replication/large-object';
import type { Part } from '../../../core/s3';
import type { WholeChecksum } from '../../../core/s3/whole-checksum';
import { completedBefore } from './completed-before';
import { type Copied, copiedOf } from './copied';
import { ContentMismatchError, CopyUnfinishedYetError, ReplicationRefusedError, SourceChangedError } from './errors';
import { abortUpload, completeUpload, createUpload, listParts, partName, type SentPart } from './multipart';
import type { CopyPlace } from './place';
import { verifyServerSide } from './server-side/verify-server-side';
import type { SourceObject, SourceVersion } from './source-object';
import type { Transfer } from './transfer';
import { verifySource } from './verify-content';

/** An upload that may be resumed, remembered outside. */
export interface UploadMemory {
  /** Of an earlier run for this very source version. */
  readonly uploadId?: string;
  /** Before the first part is sent, so that a crash leaves nothing that nobody knows. */
  remember(uploadId: string): Promise<void>;
}

export interface PartsOptions {
  /** Parts on their way at once. @default the transfer's */
  readonly atOnce?: number;
  /** No part is begun after this; milliseconds since the epoch. @default never */
  readonly endsAt?: number;
  readonly now?: () => number;
}

/**
 * Copies an object in parts. Parts that an earlier run sent are kept when size and checksum are those of the same
 * source version. Throws `CopyUnfinishedYetError` when time is up, `SourceChangedError` when the source was
 * overwritten; an upload that can never be completed is aborted first.
 */
export async function relayInParts(
  place: CopyPlace,
  object: SourceObject,
  memory: UploadMemory,
  transfer: Transfer,
  options: PartsOptions = {},
): Promise<Copied> {
  const parts = transfer.plan(object.size);
  const known = await rememberedUpload(place, memory, parts, transfer);
  const completed = known === 'GONE' ? await completedBefore(place, object, transfer) : undefined;
  if (completed !== undefined) return completed;
  const { uploadId, present } = typeof known === 'object' ? known : await beginUpload(place, object, memory, transfer);
  return abortedIfHopeless(place, uploadId, async () => {
    const sent = await sendParts(place, object, uploadId, { parts, present, transfer }, options);
    return putTogether(place, object, uploadId, sent, transfer);
  });
}

/** Aborts an upload whose parts are of no further use. */
export async function abortedIfHopeless<T>(place: CopyPlace, uploadId: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isHopeless(error)) await abortUpload(place, uploadId);
    throw error;
  }
}

/** Completes an upload of which every part is there, in order. */
export async function putTogether(
  place: CopyPlace,
  object: SourceVersion,
  uploadId: string,
  sent: readonly SentPart[],
  { algorithm, copiedBy, whole: wholeOf }: Transfer,
): Promise<Copied> {
  const what = partName(place, sent.length);
  const whole = { algorithm, checksum: wholeOf(object, sent) };
  const isChecked = verifySource(what, object, whole);
  const stored = await completeUpload(place, object, uploadId, sent, whole);
  // of what is streamed, the parts were verified
  if (copiedBy === 'server-side') await verifyServerSide(place, object, stored, whole);
  return copiedOf(object, whole, isChecked, stored, copiedBy);
}

/** What is in the upload is of no further use. */
const isHopeless = (error: unknown): boolean =>
  error instanceof SourceChangedError ||
  error instanceof ContentMismatchError ||
  (error instanceof ReplicationRefusedError && error.side === 'destination' && HOPELESS.has(error.code));

const HOPELESS = new Set([
  'BadDigest',
  'InvalidPart',
  'InvalidPartOrder',
  'EntityTooSmall',
  'InvalidRequest',
  'ConditionalRequestConflict',
]);

export interface OpenUpload {
  readonly uploadId: string;
  /** Of the same source version, with a checksum. */
  readonly present: readonly SentPart[];
}

/** Goes on with the upload that is remembered, or begins one. `parts` are those of the whole object. */
export async function openUpload(
  place: CopyPlace,
  object: SourceObject,
  memory: UploadMemory,
  transfer: Transfer,
  parts: readonly Part[],
): Promise<OpenUpload> {
  const known = await rememberedUpload(place, memory, parts, transfer);
  return typeof known === 'object' ? known : beginUpload(place, object, memory, transfer);
}

/** `GONE`: it was completed, or somebody aborted it. */
async function rememberedUpload(
  place: CopyPlace,
  { uploadId }: UploadMemory,
  parts: readonly Part[],
  { algorithm }: Transfer,
): Promise<OpenUpload | 'GONE' | undefined> {
  if (uploadId === undefined) return undefined;
  const present = await presentParts(place, uploadId, parts, algorithm);
  return present === undefined ? 'GONE' : { uploadId, present };
}

async function beginUpload(
  place: CopyPlace,
  object: SourceObject,
  memory: UploadMemory,
  { algorithm }: Transfer,
): Promise<OpenUpload> {
  const uploadId = await createUpload(place, object, algorithm);
  await memory.remember(uploadId);
  return { uploadId, present: [] };
}

/** Parts that need not be sent again; `undefined` when there is no such upload. */
export async function presentParts(
  place: CopyPlace,
  uploadId: string,
  parts: readonly Part[],
  algorithm: WholeChecksum,
  range?: PartRange,
): Promise<SentPart[] | undefined> {
  const listed = await listParts(place, uploadId, algorithm, range);
  return listed?.filter((each) => fits(each, parts));
}

const fits = ({ partNumber, bytes, checksum }: SentPart, parts: readonly Part[]): boolean => {
  const part = parts[partNumber - 1];
  return part !== undefined && bytes === part.last - part.first + 1 && checksum !== undefined;
};

/** What of an object is to be sent, and how. */
export interface PartsToSend {
  readonly parts: readonly Part[];
  readonly present: readonly SentPart[];
  readonly transfer: Transfer;
}

/**
 * Sends which of `parts` are absent, a few at once, and returns all in order. After a failure no further part is begun.
 */
export async function sendParts(
  place: CopyPlace,
  version: SourceVersion,
  uploadId: string,
  { parts, present, transfer }: PartsToSend,
  { atOnce = transfer.atOnce, endsAt = Number.POSITIVE_INFINITY, now = Date.now }: PartsOptions,
): Promise<SentPart[]> {
  const sent = new Map(present.map((part) => [part.partNumber, part]));
  const absent = parts.filter(({ partNumber }) => !sent.has(partNumber));
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (next < absent.length && !hasFailed) {
      if (now() >= endsAt)
        throw new CopyUnfinishedYetError(`s3://${place.to.bucket}/${place.to.key}`, sent.size, parts.length);
      const part = absent[next++]!;
      try {
        sent.set(part.partNumber, await transfer.send(place, version, uploadId, part));
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, absent.length) }, worker));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  // a real failure says more than that time is up
  const failed = failures.find((each) => !(each instanceof CopyUnfinishedYetError)) ?? failures[0];
  if (failed !== undefined) throw failed;
  return parts.map(({ partNumber }) => sent.get(partNumber)!);
}
