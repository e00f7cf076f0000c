import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { combineCrc32s, crc32ToBase64 } from '../../core/s3/combine-crc32';
import { readFramed } from './read-framed';

/** Content of every object: this block, over and over. */
const BLOCK = randomBytes(1024 ** 2);
const ETAG = '"made-up"';

/** An object of any size, read in ranges, and a destination that checks every checksum and keeps nothing. */
export class StandIn {
  readonly #server: Server;
  readonly #parts = new Map<number, { readonly bytes: number; readonly crc32: number }>();
  /** CRC32 of the objects that were put together. */
  readonly completed: string[] = [];

  constructor(readonly size: number) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        response.writeHead(400).end(`<Error><Code>BadDigest</Code><Message>${error.message}</Message></Error>`);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '', 'http://s3').searchParams;
    if (request.method === 'HEAD') response.writeHead(200, { etag: ETAG, 'content-length': this.size }).end();
    else if (request.method === 'GET') await this.#read(request, response);
    else if (request.method === 'PUT') await this.#keep(Number(query.get('partNumber')), request, response);
    else if (query.has('uploads')) xml(response, 'InitiateMultipartUploadResult', '<UploadId>upload</UploadId>');
    else this.#complete(request, response);
  }

  async #read({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (headers['if-match'] !== ETAG) throw new Error('The range is not pinned to the entity tag.');
    response.writeHead(206, { etag: ETAG, 'content-length': Number(last) - Number(first) + 1 });
    for (let at = Number(first); at <= Number(last); ) {
      const from = at % BLOCK.length;
      const piece = BLOCK.subarray(from, Math.min(BLOCK.length, from + Number(last) - at + 1));
      at += piece.length;
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  }

  async #keep(partNumber: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { bytes, crc, trailer } = await readFramed(request);
    if (trailer !== crc32ToBase64(crc)) throw new Error(`Part ${partNumber} has another checksum than its trailer.`);
    if (this.#parts.has(partNumber)) throw new Error(`Part ${partNumber} was sent twice.`);
    this.#parts.set(partNumber, { bytes, crc32: crc });
    response.writeHead(200, { etag: `"${partNumber}"`, 'x-amz-checksum-crc32': trailer }).end();
  }

  #complete({ headers }: IncomingMessage, response: ServerResponse): void {
    const parts = [...this.#parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const whole = crc32ToBase64(combineCrc32s(parts));
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    if (headers['x-amz-checksum-crc32'] !== whole) throw new Error('The checksum of the whole is wrong.');
    if (headers['x-amz-mp-object-size'] !== String(bytes) || bytes !== this.size) throw new Error('The size is wrong.');
    this.#parts.clear();
    this.completed.push(whole);
    xml(response, 'CompleteMultipartUploadResult', `<ETag>${ETAG}</ETag>`);
  }
}

const xml = (response: ServerResponse, root: string, text: string): void => {
  response.end(`<${root}>${text}</${root}>`);
};

/** CRC32 of the content of an object of that size. */
export function contentCrc32(size: number): string {
  const block = { bytes: BLOCK.length, crc32: crc32(BLOCK) };
  const rest = BLOCK.subarray(0, size % BLOCK.length);
  const blocks = Array.from({ length: Math.floor(size / BLOCK.length) }, () => block);
  return crc32ToBase64(combineCrc32s([...blocks, { bytes: rest.length, crc32: crc32(rest) }]));
}
