import { type FileHandle, open as openFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { canonicalQuery } from '../../shared/s3-lean';
import { LengthMismatchError } from '../../shared/s3-stream';
import { describe, open, retried } from '../copy/ask';
import { wholeCrc32 } from '../copy/copied';
import { ReplicationRefusedError, SourceChangedError } from '../copy/errors';
import type { CopyPlace } from '../copy/place';
import type { SourceObject } from '../copy/source-object';
import { verifySource } from '../copy/verify-content';
import type { ReadRange } from './converter';

/** CRC32 of the bytes that were read, and whether S3 knows the same. */
export interface ReadContent {
  readonly crc32: number;
  readonly isChecked: true | undefined;
}

const request = ({ from }: CopyPlace, { etag }: SourceObject, first: number, last: number) => ({
  method: 'GET' as const,
  bucket: from.bucket,
  key: from.key,
  query: canonicalQuery({ versionId: from.versionId }),
  headers: { range: `bytes=${first}-${last}`, 'if-match': etag },
});

/** Reads ranges of one version of the source. Throws `SourceChangedError` when it was overwritten. */
export const rangesOf =
  (place: CopyPlace, object: SourceObject): ReadRange =>
  ({ first, last }) => {
    const read = request(place, object, first, last);
    return ofOneVersion(place, () =>
      retried(place.source, read, async () => {
        const { body } = await open(place.source, read);
        const bytes = Buffer.concat(await body.toArray());
        if (bytes.length !== last - first + 1) throw new LengthMismatchError(last - first + 1, bytes.length);
        return bytes;
      }),
    );
  };

/**
 * Reads one version of the source to a file, on from where a connection broke. Throws `SourceChangedError` when it was
 * overwritten, `ContentMismatchError` when S3 knows another checksum of it.
 */
export async function readToFile(place: CopyPlace, object: SourceObject, path: string): Promise<ReadContent> {
  const file = await openFile(path, 'w');
  const passed = { crc32: 0, bytes: 0 };
  try {
    await ofOneVersion(place, () =>
      retried(place.source, request(place, object, 0, object.size - 1), () => readOn(place, object, file, passed)),
    );
  } finally {
    await file.close();
  }
  const what = describe({ method: 'GET', bucket: place.from.bucket, key: place.from.key });
  return { crc32: passed.crc32, isChecked: verifySource(what, object, wholeCrc32(passed.crc32)) };
}

async function readOn(
  place: CopyPlace,
  object: SourceObject,
  file: FileHandle,
  passed: { crc32: number; bytes: number },
): Promise<void> {
  const before = passed.bytes;
  const { body } = await open(place.source, request(place, object, before, object.size - 1));
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      await file.write(chunk, 0, chunk.length, passed.bytes);
      passed.crc32 = crc32(chunk, passed.crc32);
      passed.bytes += chunk.length;
    }
    if (passed.bytes !== object.size) throw new LengthMismatchError(object.size, passed.bytes);
  } finally {
    place.source.moved?.(passed.bytes - before);
    body.destroy();
  }
}

async function ofOneVersion<T>({ from }: CopyPlace, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isOverwritten =
      error instanceof ReplicationRefusedError &&
      error.side === 'source' &&
      (error.status === 412 || error.status === 404);
    throw isOverwritten ? new SourceChangedError(`s3://${from.bucket}/${from.key}`) : error;
  }
}
