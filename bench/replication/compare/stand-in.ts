import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Objects of either side, in the order of S3, made up from their number. */
const [TABLES, PER_FOLDER] = [50, 1000];
const PAGE = 1000;
const SHARDS = 16;

export interface StandInOptions {
  readonly objects: number;
  /** Milliseconds before each answer. */
  readonly latencyMs: number;
}

const padded = (n: number, width: number): string => String(n).padStart(width, '0');

const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+').replaceAll('%2F', '/');
const FILES = Array.from({ length: PER_FOLDER }, (_, file) => `/file-${padded(file, 4)} +é.parquet`);
const ENCODED_FILES = FILES.map(encoded);

/** `lake/table-07/part=000123/file-0456 +é.parquet`: odd characters in each, as form-encoded keys have. */
function keyOf(i: number, perTable: number, isEncoded = false): string {
  const [table, rest] = [Math.floor(i / perTable), i % perTable];
  const [folder, file] = [Math.floor(rest / PER_FOLDER), rest % PER_FOLDER];
  const name = (isEncoded ? ENCODED_FILES : FILES)[file]!;
  return `lake/table-${padded(table, 2)}/part${isEncoded ? '%3D' : '='}${padded(folder, 6)}${name}`;
}

/** The first object behind a key. Any text is understood, as S3 does. */
function indexAfter(key: string, objects: number, perTable: number): number {
  let [low, high] = [0, objects];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare(Buffer.from(keyOf(middle, perTable)), Buffer.from(key)) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

const etagOf = (i: number, side: 'a' | 'b'): string => `${padded(i, 31)}${side}`;
const sizeOf = (i: number): number => 1000 + (i % 5000);

/**
 * Answers as S3 with two buckets of the same objects, and as DynamoDB with a receipt for each, of any number of them
 * and without keeping one. What is not there at the destination: each 100,000th object.
 */
export async function startStandIn({ objects, latencyMs }: StandInOptions): Promise<string> {
  const perTable = Math.ceil(objects / TABLES);
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const isQuery = String(request.headers['x-amz-target'] ?? '').endsWith('.Query');
    const body = isQuery
      ? query(JSON.parse(Buffer.concat(chunks).toString()))
      : list(new URL(request.url!, 'http://s3'));
    response.setHeader('content-type', isQuery ? 'application/x-amz-json-1.0' : 'application/xml');
    response.end(body);
  }

  function list(url: URL): string {
    const isDestination = url.pathname.includes('partner');
    const { searchParams } = url;
    const token = searchParams.get('continuation-token');
    const after = searchParams.get('start-after');
    let i = token === null ? (after === null ? 0 : indexAfter(after, objects, perTable)) : Number(token);
    const isEncoded = searchParams.has('encoding-type');
    const contents: string[] = [];
    for (; i < objects && contents.length < PAGE; i++) {
      if (isDestination && i % 100_000 === 50_000) continue;
      const key = keyOf(i, perTable, isEncoded);
      contents.push(
        `<Contents><Key>${key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;${etagOf(i, isDestination ? 'b' : 'a')}&quot;</ETag><Size>${sizeOf(i)}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      );
    }
    const more = i < objects ? `<NextContinuationToken>${i}</NextContinuationToken>` : '';
    return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${isDestination ? 'partner' : 'files'}</Name><Prefix></Prefix><KeyCount>${contents.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${i < objects}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`;
  }

  /** The receipts of a shard: every sixteenth object. */
  function query(input: QueryInput): string {
    const shard = Number(input.ExpressionAttributeValues[':pk']!.S!.split('#')[1]);
    const from = input.ExclusiveStartKey?.sk.S ?? input.ExpressionAttributeValues[':after']?.S;
    const upTo = input.ExpressionAttributeValues[':upTo']?.S;
    const end = upTo === undefined ? objects : indexAfter(upTo, objects, perTable);
    let i = from === undefined ? 0 : indexAfter(from, objects, perTable);
    i += (shard - (i % SHARDS) + SHARDS) % SHARDS;
    const items: string[] = [];
    let last = '';
    for (; i < end && items.length < input.Limit; i += SHARDS) {
      last = keyOf(i, perTable);
      items.push(receipt(i, last));
    }
    const more = i < end ? `,"LastEvaluatedKey":{"pk":{"S":"partner#${shard}"},"sk":{"S":"${last}"}}` : '';
    return `{"Count":${items.length},"Items":[${items.join(',')}]${more}}`;
  }
}

interface QueryInput {
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S?: string }>>;
  readonly ExclusiveStartKey?: { readonly sk: { readonly S: string } };
  readonly Limit: number;
}

/** What compare-range asks for of an item. */
function receipt(i: number, key: string): string {
  const size = sizeOf(i);
  const facts = (side: 'a' | 'b'): string => `{"M":{"etag":{"S":"${etagOf(i, side)}"},"size":{"N":"${size}"}}}`;
  return `{"revision":{"N":"2"},"state":{"S":"COMPLETE"},"event":{"M":{"key":{"S":"${key}"},"etag":{"S":"${etagOf(i, 'a')}"}}},"receipt":{"M":{"source":${facts('a')},"destination":${facts('b')}}}}`;
}

if (require.main === module) {
  const [objects = '10000000', latencyMs = '0'] = process.argv.slice(2);
  void startStandIn({ objects: Number(objects), latencyMs: Number(latencyMs) }).then((url) => console.log(url));
}
