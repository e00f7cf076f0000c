import { invalidArgument } from '../errors';
import type { ByteRange } from '../objects/ranges';

const NAME = 'x-amz-copy-source-range';

/** The bytes that UploadPartCopy takes: all, or `bytes=first-last` within the source. Throws InvalidArgument. */
export function copiedRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || Number(first) > Number(last)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      NAME,
      header,
    );
  }
  if (Number(last) >= size)
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`, NAME, header);
  return { start: Number(first), end: Number(last) + 1 };
}
