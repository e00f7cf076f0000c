import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';

export interface StoredObject {
  readonly body: Buffer;
  /** Bytes, when the body only stands for a larger one. */
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly source?: string;
}

export interface Seen {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  /** The connection breaks instead. */
  readonly broken?: boolean;
}

/** Strikes when it answers something. */
export type Interception = (seen: Seen) => Answer | undefined;

const error = (status: number, code: string, message = code): Answer => ({
  status,
  body: `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
const xml = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const md5 = (body: Buffer | string): string => `"${createHash('md5').update(body).digest('hex')}"`;

/**
 * Enough of S3 over HTTP for the publish vertical, strict about what it was not told. Clock stopped until told
 * otherwise.
 */
export class FakeS3 {
  readonly objects = new Map<string, StoredObject>();
  readonly seen: Seen[] = [];
  readonly uploads = new Map<string, Map<number, { etag: string; size: number }>>();
  interceptions: Interception[] = [];
  now = Date.parse('2026-11-20T03:00:00.000Z');
  pageSize = 1000;
  #port = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    this.objects.clear();
    this.uploads.clear();
    this.seen.length = 0;
    this.interceptions = [];
    this.pageSize = 1000;
  }

  client(): S3Client {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return new S3Client({
      endpoint: `http://127.0.0.1:${this.#port}`,
      region: 'eu-west-1',
      credentials,
      maxAttempts: 1,
    });
  }

  put(bucket: string, key: string, body: string | Buffer = key, size?: number): void {
    const bytes = Buffer.from(body);
    const stored = { body: bytes, size: size ?? bytes.length, etag: md5(bytes), lastModified: new Date(this.now) };
    this.objects.set(`${bucket}/${key}`, stored);
  }

  text(bucket: string, key: string): string {
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) throw new Error(`there is no ${bucket}/${key}`);
    return found.body.toString();
  }

  keys(bucket: string, prefix = ''): string[] {
    const names = [...this.objects.keys()].filter((name) => name.startsWith(`${bucket}/${prefix}`));
    return names
      .map((name) => name.slice(bucket.length + 1))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  count(method: string, matches: (seen: Seen) => boolean = () => true): number {
    return this.seen.filter((s) => s.method === method && matches(s)).length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://fake');
    const [bucket = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const body = plain(request, Buffer.concat(chunks));
    const key = rest.join('/');
    const { method = '', headers } = request;
    const seen: Seen = { method, bucket, key, query: url.searchParams, headers, body: body.toString() };
    this.seen.push(seen);
    const struck = this.interceptions.reduce<Answer | undefined>((found, strike) => found ?? strike(seen), undefined);
    if (struck?.broken === true) {
      request.socket.destroy();
      return;
    }
    if (struck !== undefined) respond(response, struck);
    else this.#answer(seen, body, response);
  }

  #answer(seen: Seen, body: Buffer, response: ServerResponse): void {
    const { method, query, headers } = seen;
    if (seen.key !== '' && (method === 'GET' || method === 'HEAD')) this.#get(seen, response);
    else if (method === 'PUT' && headers['x-amz-copy-source'] === undefined) this.#put(seen, body, response);
    else if (method === 'PUT') respond(response, this.#copy(seen));
    else if (method === 'GET') respond(response, this.#list(seen));
    else if (query.has('delete')) respond(response, this.#deleteAll(seen));
    else respond(response, this.#upload(seen));
  }

  #put(seen: Seen, body: Buffer, response: ServerResponse): void {
    if (seen.query.has('partNumber')) this.#part(seen, body.length, md5(body));
    else this.put(seen.bucket, seen.key, body);
    response.setHeader('etag', md5(body));
    respond(response, { status: 200 });
  }

  #get({ method, bucket, key, headers }: Seen, response: ServerResponse): void {
    const found = this.objects.get(`${bucket}/${key}`);
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    if (found === undefined) respond(response, error(404, 'NoSuchKey', 'The specified key does not exist.'));
    else if (range !== null && Number(range[1]) >= found.body.length) respond(response, error(416, 'InvalidRange'));
    else {
      const bytes = range === null ? found.body : found.body.subarray(Number(range[1]), Number(range[2]) + 1);
      response.setHeader('etag', found.etag);
      response.writeHead(range === null ? 200 : 206, { 'content-length': bytes.length });
      response.end(method === 'HEAD' ? undefined : bytes);
    }
  }

  #list({ bucket, query }: Seen): Answer {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const folderOf = (key: string): string | undefined => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? undefined : key.slice(0, at + 1);
    };
    const isAfter = (key: string): boolean =>
      Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0 &&
      !(after.endsWith('/') && delimiter !== '' && key.startsWith(after));
    const entries = [
      ...new Set(
        this.keys(bucket, prefix)
          .filter(isAfter)
          .map((key) => folderOf(key) ?? key),
      ),
    ];
    const page = entries.slice(0, this.pageSize);
    const shown = page.map((entry) => {
      const object = this.objects.get(`${bucket}/${entry}`);
      if (object === undefined || folderOf(entry) !== undefined) {
        return `<CommonPrefixes><Prefix>${xml(entry)}</Prefix></CommonPrefixes>`;
      }
      return `<Contents><Key>${xml(entry)}</Key><LastModified>${object.lastModified.toISOString()}</LastModified><ETag>&quot;${object.etag.slice(1, -1)}&quot;</ETag><Size>${object.size}</Size></Contents>`;
    });
    const isTruncated = entries.length > page.length;
    const token = isTruncated ? `<NextContinuationToken>${xml(page.at(-1)!)}</NextContinuationToken>` : '';
    return {
      status: 200,
      body: `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${token}${shown.join('')}</ListBucketResult>`,
    };
  }

  #copy(seen: Seen): Answer {
    const sourceName = decodeURIComponent(String(seen.headers['x-amz-copy-source']));
    const source = this.objects.get(sourceName);
    if (source === undefined) return error(404, 'NoSuchKey', 'The specified key does not exist.');
    const wanted = seen.headers['x-amz-copy-source-if-match'];
    if (wanted !== undefined && wanted !== source.etag) return error(412, 'PreconditionFailed');
    const range = /^bytes=(\d+)-(\d+)$/.exec(String(seen.headers['x-amz-copy-source-range'] ?? ''));
    if (range !== null) {
      const size = Number(range[2]) - Number(range[1]) + 1;
      const etag = md5(`${source.etag}${range[0]}`);
      this.#part(seen, size, etag);
      return { status: 200, body: `<CopyPartResult><ETag>${xml(etag)}</ETag></CopyPartResult>` };
    }
    if (source.size > 5 * 1024 ** 3)
      return error(400, 'InvalidRequest', 'The specified copy source is larger than the maximum');
    this.objects.set(`${seen.bucket}/${seen.key}`, { ...source, lastModified: new Date(this.now), source: sourceName });
    return { status: 200, body: `<CopyObjectResult><ETag>${xml(source.etag)}</ETag></CopyObjectResult>` };
  }

  #part({ query }: Seen, size: number, etag: string): void {
    const parts = this.uploads.get(query.get('uploadId') ?? '');
    if (parts === undefined) throw new Error('part of an unknown upload');
    parts.set(Number(query.get('partNumber')), { etag, size });
  }

  #upload({ method, bucket, key, query, body }: Seen): Answer {
    const uploadId = query.get('uploadId') ?? '';
    if (method === 'DELETE') return { status: this.uploads.delete(uploadId) ? 204 : 404 };
    if (query.has('uploads')) {
      const id = `upload-${this.uploads.size + 1}`;
      this.uploads.set(id, new Map());
      return {
        status: 200,
        body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      };
    }
    const parts = this.uploads.get(uploadId);
    if (parts === undefined) return error(404, 'NoSuchUpload');
    const sizes = [...body.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) => parts.get(Number(n))!.size);
    this.uploads.delete(uploadId);
    const etag = `"${createHash('md5').update(body).digest('hex')}-${sizes.length}"`;
    const size = sizes.reduce((a, b) => a + b, 0);
    this.objects.set(`${bucket}/${key}`, { body: Buffer.alloc(0), size, etag, lastModified: new Date(this.now) });
    return {
      status: 200,
      body: `<CompleteMultipartUploadResult><ETag>${xml(etag)}</ETag></CompleteMultipartUploadResult>`,
    };
  }

  #deleteAll({ bucket, body }: Seen): Answer {
    for (const [, key] of body.matchAll(/<Key>(.*?)<\/Key>/g))
      this.objects.delete(`${bucket}/${key!.replaceAll('&amp;', '&')}`);
    return { status: 200, body: '<DeleteResult></DeleteResult>' };
  }
}

/** The SDK sends bodies in chunks with a checksum after them. */
function plain({ headers }: IncomingMessage, body: Buffer): Buffer {
  if (!String(headers['content-encoding'] ?? '').includes('aws-chunked')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function respond(response: ServerResponse, { status, body = '' }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
