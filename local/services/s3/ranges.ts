import { ServiceError } from '../service';
import type { BlobRange } from './blobs';
import type { StoredObject } from './bucket';

/** First byte, and the byte after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** `bytes=0-99`, `bytes=100-`, `bytes=-50`. Undefined for what is no single range: it is ignored, as S3 does. Throws InvalidRange. */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (start >= size || end <= start) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', {
      status: 416,
      members: { ActualObjectSize: size, RangeRequested: header },
    });
  }
  return { start, end };
}

/** The blobs' ranges that make up that range of the object. */
export function blobRanges({ blobs, size }: StoredObject, range: ByteRange = { start: 0, end: size }): BlobRange[] {
  const found: BlobRange[] = [];
  let offset = 0;
  for (const blob of blobs) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, blob.size);
    if (end > start) found.push({ id: blob.id, start, end });
    offset += blob.size;
  }
  return found;
}
