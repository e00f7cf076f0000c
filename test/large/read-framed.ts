import { crc32 } from 'node:zlib';

/** What came in S3's `aws-chunked` framing. */
export interface Framed {
  readonly bytes: number;
  readonly crc: number;
  /** The checksum behind the last frame, base64. */
  readonly trailer: string;
}

/** Reads a framed body without keeping it. */
export async function readFramed(source: AsyncIterable<Buffer>): Promise<Framed> {
  let [bytes, crc, left] = [0, 0, 0];
  /** Of a line that is not complete: the size of a frame, or a trailer. */
  let line = '';
  let trailer = '';
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const piece = chunk.subarray(at, at + left);
        crc = crc32(piece, crc);
        [bytes, left, at] = [bytes + piece.length, left - piece.length, at + piece.length];
        continue;
      }
      const end = chunk.indexOf('\n', at);
      line += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
      at = end < 0 ? chunk.length : end + 1;
      if (end < 0) continue;
      const told = line.trim();
      line = '';
      if (told.startsWith('x-amz-checksum-crc32:')) trailer = told.slice('x-amz-checksum-crc32:'.length);
      else if (told !== '') left = Number.parseInt(told, 16);
    }
  }
  return { bytes, crc, trailer };
}
