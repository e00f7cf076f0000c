import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { combineCrc32s, crc32ToBase64 } from '../../core/s3/combine-crc32';

/**
 * A stand-in for two S3s that keeps nothing: the source makes its bytes up, the destination checks the CRC32 of what
 * arrives and throws it away. Arguments: bytes of the object; certificate and key for TLS. Prints both ports.
 */
const [size = 0, certificate, key] = [Number(process.argv[2]), process.argv[3], process.argv[4]];

const MIB = 1024 ** 2;
const block = randomBytes(MIB);
const ETAG = `"${createHash('md5').update(block).digest('hex')}"`;
const content = (first: number, last: number): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = first; at <= last; ) {
    const from = at % MIB;
    const piece = block.subarray(from, Math.min(MIB, from + last - at + 1));
    pieces.push(piece);
    at += piece.length;
  }
  return pieces;
};
const wholeCrc = content(0, size - 1).reduce((sum, each) => crc32(each, sum), 0);

interface Part {
  readonly bytes: number;
  readonly crc32: number;
}
const parts = new Map<number, Part>();
let verdict = 'nothing arrived';

async function sendContent(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const first = Number(from ?? 0);
  const last = to ? Math.min(Number(to), size - 1) : size - 1;
  response.writeHead(from === undefined ? 200 : 206, {
    'content-length': last - first + 1,
    'content-type': 'application/octet-stream',
    'last-modified': 'Thu, 26 Nov 2026 00:00:00 GMT',
    etag: ETAG,
    ...(from === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }),
    ...(from === undefined
      ? { 'x-amz-checksum-crc32': crc32ToBase64(wholeCrc), 'x-amz-checksum-type': 'FULL_OBJECT' }
      : {}),
  });
  if (request.method === 'HEAD') return void response.end();
  for (const piece of content(first, last)) {
    if (!response.write(piece)) await new Promise<void>((resolve) => response.once('drain', resolve));
    if (response.destroyed) return;
  }
  response.end();
}

/** Bytes and CRC32 of a body, and what its sender says of the CRC32. */
async function receive(request: IncomingMessage): Promise<Part & { readonly told?: string }> {
  const isFramed = String(request.headers['x-amz-content-sha256']).startsWith('STREAMING-');
  const sum = { bytes: 0, crc32: 0 };
  const take = (bytes: Buffer): void => {
    sum.crc32 = crc32(bytes, sum.crc32);
    sum.bytes += bytes.length;
  };
  let line = '';
  let left = 0;
  let trailer = '';
  let isOver = false;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (!isFramed) take(chunk);
    else
      for (let at = 0; at < chunk.length; ) {
        if (isOver) {
          trailer += chunk.subarray(at).toString('latin1');
          break;
        }
        if (left > 0) {
          const piece = chunk.subarray(at, at + left);
          take(piece);
          at += piece.length;
          left -= piece.length;
          continue;
        }
        const end = chunk.indexOf(10, at);
        line += chunk.subarray(at, end === -1 ? chunk.length : end).toString('latin1');
        at = end === -1 ? chunk.length : end + 1;
        if (end === -1) break;
        const head = line.trim();
        line = '';
        // the line end behind a frame
        if (head === '') continue;
        left = Number.parseInt(head, 16);
        isOver = left === 0;
      }
  }
  const told = request.headers['x-amz-checksum-crc32'] ?? /x-amz-checksum-crc32:([\w+/=]+)/.exec(trailer)?.[1];
  return { ...sum, ...(told === undefined ? {} : { told: String(told) }) };
}

const xml = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
};

const answer: RequestListener = async (request, response) => {
  const { searchParams: query, pathname } = new URL(request.url ?? '/', 'http://s3');
  const isSource = pathname.startsWith('/our-files');
  if (pathname === '/_verdict') {
    response.end(verdict);
    parts.clear();
    verdict = 'nothing arrived';
    return;
  }
  if (request.method === 'PUT') {
    const part = await receive(request);
    const own = crc32ToBase64(part.crc32);
    if (part.told !== undefined && part.told !== own) return void response.writeHead(400).end();
    const number = Number(query.get('partNumber') ?? 1);
    parts.set(number, part);
    if (!query.has('partNumber')) settle();
    response.writeHead(200, { etag: `"${number}"`, 'x-amz-checksum-crc32': own }).end();
  } else if (request.method === 'POST') {
    await receive(request);
    if (query.has('uploads'))
      return xml(response, '<InitiateMultipartUploadResult><UploadId>one</UploadId></InitiateMultipartUploadResult>');
    settle();
    xml(response, '<CompleteMultipartUploadResult><ETag>"whole-1"</ETag></CompleteMultipartUploadResult>');
  } else if (isSource && (request.method === 'HEAD' || !query.has('list-type'))) {
    await sendContent(request, response);
  } else {
    response.writeHead(404).end();
  }
};

function settle(): void {
  const inOrder = [...parts.entries()].sort(([a], [b]) => a - b).map(([, part]) => part);
  const bytes = inOrder.reduce((sum, part) => sum + part.bytes, 0);
  verdict = bytes === size && combineCrc32s(inOrder) === wholeCrc ? 'whole' : `${bytes} bytes, not the source's`;
}

const listen = (): Promise<number> => {
  const server =
    certificate === undefined || key === undefined
      ? createServer(answer)
      : createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
};

const ports = [listen(), listen()];
void Promise.all(ports).then((both) => console.log(both.join(' ')));
