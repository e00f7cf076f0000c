import { ServiceError } from '../service';

const LINE_END = '\r\n';
/**
 * A frame's header with its signature has 100 bytes; a longer line is no frame's, and searching it again and again
 * costs quadratic time.
 */
const MAX_LINE_BYTES = 4096;
const MAX_TRAILERS = 64;

/**
 * `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n` until length 0; then trailers, a line each, and an empty line.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* withoutFrames(
  source: AsyncIterable<Buffer>,
  trailers: Record<string, string>,
  expectedBytes: number | undefined,
): AsyncGenerator<Buffer> {
  const reader = new FrameReader(source);
  let size = 0;
  for (;;) {
    let left = frameLength(await reader.line());
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
    if (Object.keys(trailers).length >= MAX_TRAILERS) throw incompleteBody();
    const colon = line.indexOf(':');
    trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  await reader.drain();
}

function frameLength(header: string): number {
  const digits = /^[0-9a-f]{1,12}(?=;|$)/i.exec(header.trim())?.[0];
  if (digits === undefined) throw incompleteBody();
  return Number.parseInt(digits, 16);
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
      if (end > MAX_LINE_BYTES || (end < 0 && this.#pending.length > MAX_LINE_BYTES)) throw incompleteBody();
      if (end >= 0) {
        const line = this.#pending.subarray(0, end).toString();
        this.#pending = this.#pending.subarray(end + LINE_END.length);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  async atMost(length: number): Promise<Buffer> {
    while (this.#pending.length === 0) if (!(await this.#more())) throw incompleteBody();
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
