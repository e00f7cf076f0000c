import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock';
import { missingMember, type ServerCodec, streamedMember, type WireRequest, type WireResponse } from '../codec';
import type { Faults } from '../faults';
import { Hold } from '../hold';
import { HTTP_STATUS, type LocalService, type RequestContext } from '../service';
import { bodyOf, gather, idleWhileWaiting, type RequestBody } from './body';
import { bodyTooLarge, maxBodyBytes } from './body-limits';
import { commonErrors, memberMissing, notImplemented, throwInjected, unreadable, wireError } from './errors';
import type { Gate } from './gate';

/** A request as the gateway has understood it so far. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** As it came, percent-encoded: a URL parser would resolve `..` in object keys. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Decodes, lets the service do it, encodes; errors and faults in the service's own wire form. Virtual time stands still
 * while the service works, and passes while the client sends or reads.
 */
export async function answerOperation(
  service: LocalService,
  codec: ServerCodec,
  exchange: Exchange,
  caller: Omit<RequestContext, 'requestId' | 'idle'>,
  { faults, clock, gate }: { readonly faults: Faults; readonly clock: Clock; readonly gate: Gate },
): Promise<void> {
  const { request, response } = exchange;
  const requestId = randomUUID();
  const common = commonErrors(codec);
  const hold = new Hold(clock);
  const idle = <T>(work: Promise<T>): Promise<T> => hold.idle(work);
  let answered: WireResponse;
  try {
    const { operation, input } = await read(service, codec, exchange, idle);
    const handler = service.operations[operation.name];
    if (handler === undefined) throw notImplemented(service.name, operation.name);
    const target = `${service.name}:${operation.name}`;
    await gate.check(operation.name, input, common);
    throwInjected(faults, target, common);
    hold.acquire();
    const output = (await handler(input, { ...caller, requestId, idle }).catch(async (error: unknown) => {
      throw await gate.veiled(error, input, common);
    })) as Output;
    if (faults.strikes('lost-response', target)) {
      discard(output);
      request.socket.destroy();
      return;
    }
    answered = codec.encode(operation, output, requestId);
    if (output[HTTP_STATUS] !== undefined) answered = { ...answered, status: output[HTTP_STATUS] };
  } catch (error) {
    answered = codec.encodeError(wireError(error, common), requestId);
  } finally {
    hold.release();
  }
  try {
    await send(response, answered, request.method === 'HEAD');
  } catch (error) {
    // Half an answer is out, or the client is gone: ending it well would be a lie.
    if (response.headersSent) throw error;
    await send(response, codec.encodeError(wireError(error, common), requestId), request.method === 'HEAD');
  }
}

type Output = Record<string, unknown> & { [HTTP_STATUS]?: number };

/**
 * REST requests are known by method and path, before their body, which may be an object of any size; the others by what
 * is in the body.
 */
async function read(service: LocalService, codec: ServerCodec, exchange: Exchange, idle: RequestContext['idle'] & {}) {
  const body = bodyOf(exchange.request, service.name === 's3');
  const whole = () => gather(body, maxBodyBytes(service.name), () => bodyTooLarge(service.name, codec));
  const isRest = codec.schema.protocol.startsWith('rest');
  const bytes = isRest ? Buffer.alloc(0) : await whole();
  const early = decode(() => wireRequest(service.name, exchange, bytes), codec);
  const operation = decode(() => codec.match(early), codec);
  if (operation === undefined) throw notImplemented(service.name, described(early));
  const streamed = isRest ? streamedMember(operation) : undefined;
  const wire = isRest && streamed === undefined ? { ...early, body: await whole() } : early;
  const input = decode(() => codec.decode(operation, wire), codec);
  const missing = codec.schema.protocol.endsWith('Xml') ? undefined : missingMember(operation.input, input);
  if (missing !== undefined) throw memberMissing(codec, missing);
  if (streamed === undefined) return { operation, input };
  return { operation, input: { ...input, [streamed]: idleWhileWaiting(body, idle) satisfies RequestBody } };
}

function decode<T>(decoding: () => T, codec: ServerCodec): T {
  try {
    return decoding();
  } catch (error) {
    throw unreadable(codec, error);
  }
}

function wireRequest(service: string, { request, path, query }: Exchange, body: Buffer): WireRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const common = { method: request.method ?? 'GET', query, body };
  if (service !== 's3') return { ...common, headers, path };
  // Path style: /bucket/key. The schemas' routes begin behind the bucket.
  const [, bucket = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  return {
    ...common,
    headers: { ...presignedHeaders(query), ...headers },
    path: rest === '' ? '/' : rest,
    labels: bucket === '' ? {} : { Bucket: decodeURIComponent(bucket) },
  };
}

/**
 * A presigned link carries headers as query parameters. Its checksum is left out: SDKs sign that of an empty body,
 * before they know what will be sent.
 */
const presignedHeaders = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query]
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name.startsWith('x-amz-') && !/^x-amz-(checksum|sdk)/.test(name)),
  );

const described = ({ method, path, headers }: WireRequest): string => headers['x-amz-target'] ?? `${method} ${path}`;

async function send(response: ServerResponse, { status, headers, body }: WireResponse, isHead: boolean): Promise<void> {
  const isBodiless = isHead || status === 204 || status === 304;
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    if (!isBodiless) return pipeline(body, response);
    body.destroy();
    response.end();
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body as Uint8Array);
  const length = isBodiless ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(status, { ...headers, ...length });
  response.end(isBodiless ? undefined : bytes);
}

/** Streams that will not be sent hold files open. */
function discard(output: Output): void {
  for (const value of Object.values(output)) if (value instanceof Readable) value.destroy();
}
