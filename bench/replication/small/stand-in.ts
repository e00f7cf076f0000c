import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { crc32ToBase64 } from '../../../core/s3/combine-crc32';

/**
 * S3 and DynamoDB for small objects: the source has as many as it is told, the destination counts what arrives and
 * keeps nothing. A table has no item and takes each. Arguments: objects, bytes of each. Prints its port.
 */
const [objects = 0, bytes = 0] = process.argv.slice(2).map(Number);
const content = Buffer.alloc(bytes, 'lakeferry');
const CHECKSUM = crc32ToBase64(crc32(content));
const HEADERS = {
  'content-type': 'application/octet-stream',
  'content-length': bytes,
  'last-modified': 'Thu, 26 Nov 2026 00:00:00 GMT',
  etag: `"${createHash('md5').update(content).digest('hex')}"`,
};
const arrived = new Set<string>();

function list(bucket: string, token: number): string {
  const count = bucket === 'our-files' ? objects : 0;
  const last = Math.min(count, token + 1000);
  const contents = Array.from(
    { length: Math.max(0, last - token) },
    (_, i) =>
      `<Contents><Key>small-${String(token + i).padStart(6, '0')}</Key><LastModified>2026-11-26T00:00:00.000Z</LastModified><ETag>${HEADERS.etag}</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next = last < count ? `<NextContinuationToken>${last}</NextContinuationToken>` : '';
  return `<ListBucketResult><Name>${bucket}</Name><IsTruncated>${last < count}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

async function read(request: IncomingMessage): Promise<number> {
  let sum = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) sum += chunk.length;
  return sum;
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://s3');
  const received = await read(request);
  const [, bucket = '', key = ''] = pathname.split('/', 3);
  if (request.headers['x-amz-target'] !== undefined) {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  } else if (pathname === '/_arrived') {
    response.end(String(arrived.size));
    arrived.clear();
  } else if (request.method === 'PUT') {
    if (key !== '' && received >= bytes) arrived.add(pathname);
    response.writeHead(200, { etag: HEADERS.etag, 'x-amz-checksum-crc32': CHECKSUM }).end();
  } else if (searchParams.has('list-type') || key === '') {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(list(bucket, Number(searchParams.get('continuation-token') ?? 0)));
  } else if (bucket === 'our-files' || arrived.has(pathname)) {
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
    if (range === null) response.writeHead(200, { ...HEADERS, 'x-amz-checksum-crc32': CHECKSUM });
    else response.writeHead(206, { ...HEADERS, 'content-range': `bytes 0-${bytes - 1}/${bytes}` });
    response.end(request.method === 'HEAD' ? undefined : content);
  } else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
