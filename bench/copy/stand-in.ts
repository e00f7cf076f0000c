import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for S3 that knows one thing well: answering copies of many small objects after a fixed latency, under an
 * optional limit with SlowDown. In a process and on a core of its own. Arguments: latency in ms, objects, limit per
 * second (0: none). Prints its port.
 */
const [latencyMs = 30, objects = 9000, limit = 0] = process.argv.slice(2).map(Number);

const SIZE = 65_536;
const ETAG = '"0123456789abcdef0123456789abcdef"';
const PAGE = 1000;
const BURST_SECONDS = 0.05;

const keyOf = (i: number): string => `export/shop/public.orders/1/part-${String(i).padStart(6, '0')}-c000.gz.parquet`;
const copies = new Set<string>();
let slowDowns = 0;
let firstCopy = 0;
let lastCopy = 0;
/** Copies in each second since the first. */
const perSecond: number[] = [];

const contents = (i: number): string =>
  `<Contents><Key>${keyOf(i)}</Key><LastModified>2026-11-20T02:00:00.000Z</LastModified><ETag>&quot;${ETAG.slice(1, -1)}&quot;</ETag><Size>${SIZE}</Size><StorageClass>STANDARD</StorageClass></Contents>`;

function list(query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const isSource = 'export/'.startsWith(prefix) || prefix.startsWith('export/');
  const from = Number(query.get('continuation-token') ?? 0);
  const to = isSource ? Math.min(from + PAGE, objects) : 0;
  const token = to < objects && isSource ? `<NextContinuationToken>${to}</NextContinuationToken>` : '';
  const rows = Array.from({ length: to - (isSource ? from : 0) }, (_, i) => contents(from + i)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>raw</Name><Prefix>${prefix}</Prefix><KeyCount>${to - from}</KeyCount><MaxKeys>${PAGE}</MaxKeys><IsTruncated>${token !== ''}</IsTruncated>${token}${rows}</ListBucketResult>`;
}

const tokens = { count: limit * BURST_SECONDS, at: performance.now() };

/** A bucket of tokens, as rate limits are made. */
function isWithinLimit(): boolean {
  if (limit === 0) return true;
  const now = performance.now();
  tokens.count = Math.min(tokens.count + ((now - tokens.at) / 1000) * limit, limit * BURST_SECONDS);
  tokens.at = now;
  if (tokens.count < 1) return false;
  tokens.count -= 1;
  return true;
}

const COPIED = `<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-11-20T02:00:00.000Z</LastModified><ETag>&quot;${ETAG.slice(1, -1)}&quot;</ETag></CopyObjectResult>`;
const SLOW_DOWN =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

function copy(path: string): { status: number; body: string } {
  if (!isWithinLimit()) {
    slowDowns++;
    return { status: 503, body: SLOW_DOWN };
  }
  firstCopy ||= performance.now();
  lastCopy = performance.now();
  const second = Math.floor((lastCopy - firstCopy) / 1000);
  perSecond[second] = (perSecond[second] ?? 0) + 1;
  copies.add(path);
  return { status: 200, body: COPIED };
}

/** Copies a second once the pace was found: without the first two seconds and the last, which is not a whole one. */
function heldRate(): number {
  const whole = perSecond.slice(2, -1);
  return whole.length === 0 ? 0 : whole.reduce((sum, count) => sum + count, 0) / whole.length;
}

interface Waiting {
  readonly due: number;
  readonly answer: () => void;
}
/** One timer for all: the latency is the same for everyone, so that they leave in the order they came. */
const waiting: Waiting[] = [];
let head = 0;
function flush(): void {
  const now = performance.now();
  while (head < waiting.length && waiting[head]!.due <= now) waiting[head++]!.answer();
  const COMPACT_FROM = 10_000;
  if (head === waiting.length || head > COMPACT_FROM) {
    waiting.splice(0, head);
    head = 0;
  }
  if (waiting.length > 0) setTimeout(flush, 1);
}
function later(answer: () => void): void {
  waiting.push({ due: performance.now() + latencyMs, answer });
  if (waiting.length - head === 1) setTimeout(flush, 1);
}

function respond(response: ServerResponse, status: number, body: string, head?: boolean): void {
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': head === true ? SIZE : Buffer.byteLength(body),
    etag: ETAG,
    'last-modified': 'Fri, 20 Nov 2026 02:00:00 GMT',
  });
  response.end(head === true ? undefined : body);
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (path === '/_figures') {
    respond(response, 200, JSON.stringify({ copies: copies.size, slowDowns, held: heldRate() }));
  } else if (request.method === 'PUT') {
    const { status, body } = copy(path);
    later(() => respond(response, status, body));
  } else if (request.method === 'HEAD') {
    const exists = path.includes('/export/') || copies.has(path);
    later(() => respond(response, exists ? 200 : 404, '', exists));
  } else {
    const body = list(new URLSearchParams(at < 0 ? '' : url.slice(at + 1)));
    later(() => respond(response, 200, body));
  }
});
server.maxConnections = 10_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
