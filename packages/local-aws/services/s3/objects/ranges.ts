import { s3Error } from '../errors';

/** First byte, and the byte after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * `bytes=0-99`, `bytes=100-`, `bytes=-50`. Undefined for what is no single range: S3 ignores it. Throws InvalidRange.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (start < size && end > start) return { start, end };
  throw s3Error('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: header,
    ActualObjectSize: size,
  });
}

/** The bytes of one part of a multipart object; an object in one piece has part 1. Throws InvalidPartNumber. */
export function partRange(partSizes: readonly number[], part: number): ByteRange {
  if (part < 1 || part > partSizes.length) {
    throw s3Error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      ActualPartCount: partSizes.length,
      PartNumberRequested: part,
    });
  }
  const start = partSizes.slice(0, part - 1).reduce((sum, size) => sum + size, 0);
  return { start, end: start + partSizes[part - 1]! };
}
