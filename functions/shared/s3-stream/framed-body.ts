import { crc32 } from 'node:zlib';
import { crc32ToBase64 } from '../../../core/s3/combine-crc32';
import { passedBuffer } from './passed-buffers';

/**
 * A body in S3's `aws-chunked` framing with a checksum behind it, so that nothing has to be read twice or kept. Frames
 * have a fixed size, by which the length of the whole is known before the first byte. S3 takes frames of 8 KiB and
 * more.
 */
const FRAME_BYTES = 512 * 1024;
const CRLF = '\r\n';
const TRAILER = 'x-amz-checksum-crc32';

/** Headers that tell S3 of the framing. `content-encoding` is the object's own, behind the framing's. */
export const framingHeaders = (bytes: number, contentEncoding?: string): Record<string, string> => ({
  'content-encoding': contentEncoding === undefined ? 'aws-chunked' : `aws-chunked,${contentEncoding}`,
  'x-amz-decoded-content-length': String(bytes),
  'x-amz-sdk-checksum-algorithm': 'CRC32',
  'x-amz-trailer': TRAILER,
});

/** What stands in the place of the body's hash in the signature. */
export const UNSIGNED_WITH_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

const frameHead = (bytes: number): string => `${bytes.toString(16)}${CRLF}`;
const TRAILER_BYTES = Buffer.byteLength(`0${CRLF}${TRAILER}:AAAAAA==${CRLF}${CRLF}`);

/** Length of the framed body: what `content-length` says. */
export function framedBytes(bytes: number): number {
  const whole = Math.floor(bytes / FRAME_BYTES);
  const rest = bytes % FRAME_BYTES;
  const frame = (size: number): number => frameHead(size).length + size + CRLF.length;
  return whole * frame(FRAME_BYTES) + (rest === 0 ? 0 : frame(rest)) + TRAILER_BYTES;
}

/** The source ended early, or went on. What arrived is not the object. */
export class LengthMismatchError extends Error {
  override readonly name = 'LengthMismatchError';
  constructor(
    readonly expected: number,
    readonly received: number,
  ) {
    super(`${received} bytes were read where ${expected} were expected.`);
  }
}

/** CRC32 of what went through, and of how many bytes. */
export interface Passed {
  crc32: number;
  bytes: number;
}

/**
 * Frames `bytes` bytes of `source` without copying them. `passed` grows with what goes through. Throws
 * {@link LengthMismatchError}, whereupon the request breaks off: nothing is stored.
 */
export async function* framedBody(
  source: AsyncIterable<Buffer>,
  bytes: number,
  passed: Passed,
): AsyncGenerator<Buffer | string> {
  let left = 0;
  for await (const chunk of source) {
    passed.crc32 = crc32(chunk, passed.crc32);
    if (passed.bytes + chunk.length > bytes) throw new LengthMismatchError(bytes, passed.bytes + chunk.length);
    for (let at = 0; at < chunk.length; ) {
      if (left === 0) {
        left = Math.min(FRAME_BYTES, bytes - passed.bytes);
        yield passed.bytes === 0 ? frameHead(left) : `${CRLF}${frameHead(left)}`;
      }
      const piece = chunk.subarray(at, at + left);
      at += piece.length;
      left -= piece.length;
      passed.bytes += piece.length;
      yield piece;
    }
    passedBuffer(chunk.length);
  }
  if (passed.bytes !== bytes) throw new LengthMismatchError(bytes, passed.bytes);
  yield `${bytes === 0 ? '' : CRLF}0${CRLF}${TRAILER}:${crc32ToBase64(passed.crc32)}${CRLF}${CRLF}`;
}
