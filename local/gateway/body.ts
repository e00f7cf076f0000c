import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

/** Bytes of a request body as its sender meant them: without the frames of `aws-chunked`, unzipped. */
export async function* plainBody(request: IncomingMessage): AsyncGenerator<Buffer> {
  const { 'x-amz-content-sha256': hash = '', 'content-encoding': encoding = '' } = request.headers;
  const isChunked = encoding.includes('aws-chunked') || String(hash).startsWith('STREAMING-');
  const unzipped =
    encoding.includes('gzip') && request.headers['x-amz-target'] !== undefined ? request.pipe(createGunzip()) : request;
  if (isChunked) yield* withoutFrames(unzipped as AsyncIterable<Buffer>);
  else for await (const chunk of unzipped) yield chunk as Buffer;
}

export async function gather(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/**
 * `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n` until length 0; trailers follow and are dropped.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
async function* withoutFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  /** Bytes left of the current chunk; -1 while its header is awaited, and the two bytes after it count too. */
  let left = -1;
  for await (const bytes of source) {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    while (pending.length > 0) {
      if (left === -1) {
        const end = pending.indexOf('\r\n');
        if (end === -1) break;
        left = Number.parseInt(pending.subarray(0, end).toString(), 16);
        pending = pending.subarray(end + 2);
        if (left === 0) return drain(source);
      } else if (left > 0) {
        const taken = pending.subarray(0, left);
        left -= taken.length;
        pending = pending.subarray(taken.length);
        yield taken;
      } else {
        if (pending.length < 2) break;
        pending = pending.subarray(2);
        left = -1;
      }
    }
  }
}

async function drain(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of source);
}
