import type { PartRange } from '../../../core/replication/large-object';
import { planStreamedParts } from '../../../core/replication/streamed-parts';
import type { Part } from '../../../core/s3';
import { combineCrc32s } from '../../../core/s3/combine-crc32';
import { completedBefore } from './completed-before';
import { ContentMismatchError, CopyUnfinishedYetError, ReplicationRefusedError, SourceChangedError } from './errors';
import { abortUpload, completeUpload, createUpload, listParts, partName, type SentPart } from './multipart';
import type { CopyPlace } from './place';
import { relayPart } from './relay-part';
import { type Copied, copiedOf } from './relay-whole';
import type { SourceObject, SourceVersion } from './source-object';
import { verifySource } from './verify-content';

/** An upload that may be resumed, remembered outside. */
export interface UploadMemory {
  /** Of an earlier run for this very source version. */
  readonly uploadId?: string;
  /** Before the first part is sent, so that a crash leaves nothing that nobody knows. */
  remember(uploadId: string): Promise<void>;
}

export interface PartsOptions {
  /** Parts on their way at once. @default 4 */
  readonly atOnce?: number;
  /** No part is begun after this; milliseconds since the epoch. @default never */
  readonly endsAt?: number;
  readonly now?: () => number;
}

const USUAL_AT_ONCE = 4;

/**
 * Copies an object in parts. Parts that an earlier run sent are kept when size and checksum are those of the same
 * source version. Throws `CopyUnfinishedYetError` when time is up, `SourceChangedError` when the source was
 * overwritten; an upload that can never be completed is aborted first.
 */
export async function relayInParts(
  place: CopyPlace,
  object: SourceObject,
  memory: UploadMemory,
  options: PartsOptions = {},
): Promise<Copied> {
  const parts = planStreamedParts(object.size);
  const known = await rememberedUpload(place, memory, parts);
  const completed = known === 'GONE' ? await completedBefore(place, object) : undefined;
  if (completed !== undefined) return completed;
  const { uploadId, present } = typeof known === 'object' ? known : await beginUpload(place, object, memory);
  return abortedIfHopeless(place, uploadId, async () => {
    const sent = await sendParts(place, object, uploadId, parts, present, options);
    return putTogether(place, object, uploadId, sent);
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
): Promise<Copied> {
  const crc32 = combineCrc32s(sent);
  const isChecked = verifySource(partName(place, sent.length), object, crc32);
  const stored = await completeUpload(place, object, uploadId, sent, crc32);
  return copiedOf(object, crc32, isChecked, stored);
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
  parts: readonly Part[],
): Promise<OpenUpload> {
  const known = await rememberedUpload(place, memory, parts);
  return typeof known === 'object' ? known : beginUpload(place, object, memory);
}

/** `GONE`: it was completed, or somebody aborted it. */
async function rememberedUpload(
  place: CopyPlace,
  { uploadId }: UploadMemory,
  parts: readonly Part[],
): Promise<OpenUpload | 'GONE' | undefined> {
  if (uploadId === undefined) return undefined;
  const present = await presentParts(place, uploadId, parts);
  return present === undefined ? 'GONE' : { uploadId, present };
}

async function beginUpload(place: CopyPlace, object: SourceObject, memory: UploadMemory): Promise<OpenUpload> {
  const uploadId = await createUpload(place, object);
  await memory.remember(uploadId);
  return { uploadId, present: [] };
}

/** Parts that need not be sent again; `undefined` when there is no such upload. */
export async function presentParts(
  place: CopyPlace,
  uploadId: string,
  parts: readonly Part[],
  range?: PartRange,
): Promise<SentPart[] | undefined> {
  const listed = await listParts(place, uploadId, range);
  return listed?.filter((each) => fits(each, parts));
}

const fits = ({ partNumber, bytes, crc32 }: SentPart, parts: readonly Part[]): boolean => {
  const part = parts[partNumber - 1];
  return part !== undefined && bytes === part.last - part.first + 1 && !Number.isNaN(crc32);
};

/**
 * Sends which of `parts` are absent, a few at once, and returns all in order. After a failure no further part is begun.
 */
export async function sendParts(
  place: CopyPlace,
  { etag }: Pick<SourceVersion, 'etag'>,
  uploadId: string,
  parts: readonly Part[],
  present: readonly SentPart[],
  { atOnce = USUAL_AT_ONCE, endsAt = Number.POSITIVE_INFINITY, now = Date.now }: PartsOptions,
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
        sent.set(part.partNumber, await relayPart(place, etag, uploadId, part));
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
