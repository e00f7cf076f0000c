import { rm } from 'node:fs/promises';
import { crc32ToBase64 } from '../../../core/s3/combine-crc32';
import { inParallel } from '../../shared/in-parallel';
import { canonicalQuery } from '../../shared/s3-lean';
import type { StreamAnswer } from '../../shared/s3-stream';
import { ask, describe, retried } from '../copy/ask';
import { abortUpload, combinedCrc32, completeUpload, createUpload, partName, type SentPart } from '../copy/multipart';
import { type CopyPlace, destinationHeaders } from '../copy/place';
import type { UploadMemory } from '../copy/relay-in-parts';
import type { SourceObject } from '../copy/source-object';
import { verifyStored } from '../copy/verify-content';
import type { Slice } from './converter';
import { bytesOf, PartCutter, readSegments, type Segment } from './part-cutter';

/** What stands at the destination now. */
export interface SentResult {
  readonly bytes: number;
  readonly crc32: number;
  readonly stored: StreamAnswer['headers'];
}

/** Parts on their way at once. */
const AT_ONCE = 4;

/**
 * Sends slices as one object whose size nobody knows in advance. While a slice is sent the next one is written: two
 * stand on disk, and memory is what the sockets hold. `object` has the headers of the result. After a failure nothing
 * stands at the destination.
 */
export async function sendSlices(
  place: CopyPlace,
  object: SourceObject,
  memory: UploadMemory,
  slices: AsyncIterable<Slice>,
): Promise<SentResult> {
  const upload = new UploadOfParts(place, object, memory);
  const cutter = new PartCutter();
  let sending: Promise<void> = Promise.resolve();
  const sendAll = async (slice: Slice): Promise<void> => {
    const files = [...cutter.rest, slice].map(({ path }) => path);
    await upload.send([...cutter.add(slice)]);
    const left = new Set(cutter.rest.map(({ path }) => path));
    await Promise.all(files.filter((path) => !left.has(path)).map((path) => rm(path, { force: true })));
  };
  try {
    for await (const slice of slices) {
      await sending;
      sending = sendAll(slice);
      // it is awaited when the next slice is there
      sending.catch(() => undefined);
    }
    await sending;
    return await upload.end(cutter.rest);
  } catch (error) {
    await sending.catch(() => undefined);
    await upload.abort();
    throw error;
  }
}

/** A multipart upload that begins with the first full part; what never fills one is sent by one PUT. */
class UploadOfParts {
  #uploadId: string | undefined;
  readonly #sent: SentPart[] = [];

  constructor(
    readonly place: CopyPlace,
    readonly object: SourceObject,
    readonly memory: UploadMemory,
  ) {}

  async send(parts: readonly (readonly Segment[])[]): Promise<void> {
    if (parts.length === 0) return;
    const uploadId = this.#uploadId ?? (await this.#begin());
    const first = this.#sent.length + 1;
    const numbered = parts.map((segments, i) => ({ segments, partNumber: first + i }));
    this.#sent.push(...(await this.#sendNumbered(uploadId, numbered)));
  }

  async end(rest: readonly Segment[]): Promise<SentResult> {
    if (this.#uploadId === undefined) return sendWhole(this.place, this.object, rest);
    if (bytesOf(rest) > 0) await this.send([rest]);
    const bytes = this.#sent.reduce((sum, part) => sum + part.bytes, 0);
    const crc32 = combinedCrc32(this.#sent);
    const whole = { ...this.object, size: bytes };
    const stored = await completeUpload(this.place, whole, this.#uploadId, this.#sent, {
      algorithm: 'CRC32',
      checksum: crc32ToBase64(crc32),
    });
    return { bytes, crc32, stored };
  }

  async abort(): Promise<void> {
    if (this.#uploadId !== undefined) await abortUpload(this.place, this.#uploadId);
  }

  /** After a failure no further part is begun, and none is on its way any more: the upload is to be aborted. */
  async #sendNumbered(
    uploadId: string,
    parts: readonly { readonly segments: readonly Segment[]; readonly partNumber: number }[],
  ): Promise<SentPart[]> {
    const failures: unknown[] = [];
    const sent = await inParallel(parts, AT_ONCE, async ({ segments, partNumber }) => {
      if (failures.length > 0) return [];
      return sendPart(this.place, uploadId, partNumber, segments).then(
        (part) => [part],
        (error) => {
          failures.push(error);
          return [];
        },
      );
    });
    if (failures.length > 0) throw failures[0];
    return sent.flat();
  }

  async #begin(): Promise<string> {
    const uploadId = await createUpload(this.place, this.object);
    this.#uploadId = uploadId;
    await this.memory.remember(uploadId);
    return uploadId;
  }
}

async function sendPart(
  place: CopyPlace,
  uploadId: string,
  partNumber: number,
  segments: readonly Segment[],
): Promise<SentPart> {
  const query = canonicalQuery({ partNumber: String(partNumber), uploadId });
  const headers = { 'x-amz-expected-bucket-owner': place.to.account };
  const { stored, crc32, bytes } = await send(place, partName(place, partNumber), segments, { query, headers });
  return { partNumber, etag: stored.etag ?? '', bytes, checksum: crc32ToBase64(crc32) };
}

async function sendWhole(place: CopyPlace, object: SourceObject, rest: readonly Segment[]): Promise<SentResult> {
  const what = describe({ method: 'PUT', bucket: place.to.bucket, key: place.to.key });
  return send(place, what, rest, { headers: await destinationHeaders(place, object) });
}

/** One PUT from files. What fails in passing is read again from there. */
function send(
  { destination, to }: CopyPlace,
  what: string,
  segments: readonly Segment[],
  more: { readonly query?: string; readonly headers: Readonly<Record<string, string>> },
): Promise<SentResult> {
  const bytes = bytesOf(segments);
  const put = { method: 'PUT' as const, bucket: to.bucket, key: to.key, ...more };
  return retried(destination, put, async () => {
    const passed = { crc32: 0, bytes: 0 };
    const body = { source: readSegments(segments), bytes, passed };
    const stored = await ask({ ...destination, tries: 1 }, { ...put, body });
    verifyStored(what, stored, passed.crc32);
    destination.moved?.(bytes);
    return { bytes, crc32: passed.crc32, stored: stored.headers };
  });
}
