import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { ServiceError } from '../service';

/** A request's body as its sender meant it: without the frames of `aws-chunked`, unzipped where zipping was for the way only. */
export interface RequestBody extends AsyncIterable<Buffer> {
  /** Lower case, as `x-amz-trailer` announced them. */
  readonly trailerNames: readonly string[];
  /** There once the body was read to its end. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** `isContentEncoded` when `content-encoding` belongs to what is sent, as in S3, and not to the way it is sent. */
export function bodyOf(request: IncomingMessage, isContentEncoded: boolean): RequestBody {
  const {
    'x-amz-content-sha256': hash = '',
    'content-encoding': encoding = '',
    'x-amz-trailer': names = '',
  } = request.headers;
  const isFramed = encoding.includes('aws-chunked') || String(hash).startsWith('STREAMING-');
  const isZipped = encoding.includes('gzip') && !isContentEncoded;
  // Not destroyed when it is read only in part: the answer still has to go out on this connection.
  const raw = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  const source: AsyncIterable<Buffer> = isZipped ? request.pipe(createGunzip()) : raw;
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

export async function gather(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

const LINE_END = '\r\n';

/**
 * `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n` until length 0; then trailers, a line each, and an empty line.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
async function* withoutFrames(
  source: AsyncIterable<Buffer>,
  trailers: Record<string, string>,
  expectedBytes: number | undefined,
): AsyncGenerator<Buffer> {
  const reader = new FrameReader(source);
  let size = 0;
  for (;;) {
    const header = await reader.line();
    let left = Number.parseInt(header, 16);
    if (Number.isNaN(left)) throw incompleteBody();
    if (left === 0) break;
    size += left;
    while (left > 0) {
      const bytes = await reader.atMost(left);
      left -= bytes.length;
      yield bytes;
    }
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  if (expectedBytes !== undefined && expectedBytes !== size) throw incompleteBody();
  for (let line = await reader.lineOrEnd(); line !== ''; line = await reader.lineOrEnd()) {
    const colon = line.indexOf(':');
    trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  await reader.drain();
}

class FrameReader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const line = await this.#line();
    if (line === undefined) throw incompleteBody();
    return line;
  }

  /** '' as well when the body ends here. */
  async lineOrEnd(): Promise<string> {
    return (await this.#line()) ?? '';
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#pending.indexOf(LINE_END);
      if (end >= 0) {
        const line = this.#pending.subarray(0, end).toString();
        this.#pending = this.#pending.subarray(end + LINE_END.length);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  async atMost(length: number): Promise<Buffer> {
    if (this.#pending.length === 0 && !(await this.#more())) throw incompleteBody();
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(bytes.length);
    return bytes;
  }

  async drain(): Promise<void> {
    while (await this.#more()) this.#pending = Buffer.alloc(0);
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done) return false;
    this.#pending = this.#pending.length === 0 ? value : Buffer.concat([this.#pending, value]);
    return true;
  }
}

const incompleteBody = (): ServiceError =>
  new ServiceError('IncompleteBody', 'The request body terminated unexpectedly', { status: 400 });
