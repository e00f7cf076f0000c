import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ServiceError } from '../service';
import { withoutFrames } from './frames';

/**
 * A request's body as its sender meant it: without the frames of `aws-chunked`, unzipped where zipping was for the way
 * only.
 */
export interface RequestBody extends AsyncIterable<Buffer> {
  /** Lower case, as `x-amz-trailer` announced them. */
  readonly trailerNames: readonly string[];
  /** There once the body was read to its end. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * `isContentEncoded` when `content-encoding` belongs to what is sent, as in S3, and not to the way it is sent.
 * Nothing is read, and so nothing can fail, before the body is iterated.
 */
export function bodyOf(request: IncomingMessage, isContentEncoded: boolean): RequestBody {
  const {
    'x-amz-content-sha256': hash = '',
    'content-encoding': encoding = '',
    'x-amz-trailer': names = '',
  } = request.headers;
  const isFramed = encoding.includes('aws-chunked') || String(hash).startsWith('STREAMING-');
  const isZipped = encoding.includes('gzip') && !isContentEncoded;
  const source = isZipped ? unzipped(request) : received(request);
  const trailers: Record<string, string> = {};
  const expected = request.headers['x-amz-decoded-content-length'];
  const bytes = isFramed
    ? withoutFrames(source, trailers, expected === undefined ? undefined : Number(expected))
    : source;
  return {
    trailerNames: String(names)
      .toLowerCase()
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    trailers,
    [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator](),
  };
}

/** Not destroyed when it is read only in part: the answer still has to go out on this connection. */
async function* received(request: IncomingMessage): AsyncGenerator<Buffer> {
  yield* request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
}

async function* unzipped(request: IncomingMessage): AsyncGenerator<Buffer> {
  const unzip = createGunzip();
  // `pipe` would leave the reader waiting for ever when the client goes in the middle. The reader meets the error
  // itself.
  pipeline(Readable.from(received(request)), unzip, () => {});
  try {
    yield* unzip;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_') !== true) throw error;
    throw new ServiceError('SerializationException', 'The request body is not valid gzip.', { status: 400 });
  }
}

/** The whole body. Throws what `tooLarge` makes once there are more than `limit` bytes; the rest is not kept. */
export async function gather(
  body: AsyncIterable<Buffer>,
  limit = Number.POSITIVE_INFINITY,
  tooLarge: () => Error = () => new RangeError(`The body has more than ${limit} bytes.`),
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The same body; time passes while the client is waited for, and stands still again once it has sent. */
export function idleWhileWaiting(body: RequestBody, idle: <T>(work: Promise<T>) => Promise<T>): RequestBody {
  return {
    trailerNames: body.trailerNames,
    trailers: body.trailers,
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]();
      return {
        next: () => idle(source.next()),
        return: async (value) => (await source.return?.(value)) ?? { done: true, value },
      };
    },
  };
}
