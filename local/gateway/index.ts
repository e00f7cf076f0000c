import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock';
import { ServerCodec, type ServiceSchema, type WireRequest, type WireResponse } from '../codec';
import type { Faults } from '../faults';
import { HTTP_STATUS, type LocalService, type RequestContext, ServiceError } from '../services/service';
import { gather, plainBody } from './body';
import { type Credential, credentialOf } from './caller';

/** A service that speaks HTTP itself, such as dynalite. */
export interface RawService {
  readonly name: string;
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void | Promise<void>;
}

/** Who holds an access key. */
export type Identify = (accessKeyId: string) => { readonly accountId: string; readonly principalArn: string };

export interface GatewayOptions {
  readonly services: readonly { readonly service: LocalService; readonly schema: ServiceSchema }[];
  readonly rawServices?: readonly RawService[];
  /** `POST /_lakeferry/<name>` with a JSON body: what no AWS API offers. */
  readonly controls?: Readonly<Record<string, (body: Record<string, unknown>) => Promise<unknown>>>;
  readonly identify: Identify;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly region: string;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A request while it is answered. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly credential: Credential | undefined;
}

const CONTROL_PATH = '/_lakeferry/';

/**
 * One port for all services on 127.0.0.1, routed by the signature's credential scope; an unsigned request is S3's.
 * While a request is answered, virtual time stands still.
 */
export async function startGateway(options: GatewayOptions, port = 0): Promise<Gateway> {
  const codecs = new Map(
    options.services.map(({ service, schema }) => [service.name, { service, codec: new ServerCodec(schema) }]),
  );
  const raw = new Map((options.rawServices ?? []).map((s) => [s.name, s]));

  const answer = async (exchange: Exchange): Promise<void> => {
    const { request, response, url, credential } = exchange;
    if (url.pathname.startsWith(CONTROL_PATH)) return answerControl(exchange, options.controls ?? {});
    const name = credential?.service ?? 's3';
    const rawService = raw.get(name);
    if (rawService !== undefined) return answerRaw(rawService, request, response, options.faults);
    const found = codecs.get(name);
    if (found === undefined) return answerUnknownService(name, response);
    return answerOperation(found.service, found.codec, exchange, options);
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    const exchange = { request, response, url, credential: credentialOf(request, url.searchParams) };
    void options.clock
      .hold(() => answer(exchange))
      .catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(String(error));
      });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOperation(
  service: LocalService,
  codec: ServerCodec,
  { request, response, url, credential }: Exchange,
  { identify, faults, region }: GatewayOptions,
): Promise<void> {
  const requestId = randomUUID();
  const body = plainBody(request);
  const streams = service.name === 's3' && isUpload(request.method, url);
  const wire = wireRequest(service.name, request, url, streams ? Buffer.alloc(0) : await gather(body));
  const operation = codec.match(wire);
  const handler = operation && service.operations[operation.name];
  const context: RequestContext = {
    ...identify(credential?.accessKeyId ?? ''),
    region: credential?.region ?? region,
    requestId,
  };
  const target = `${service.name}:${operation?.name ?? ''}`;
  let answered: WireResponse;
  try {
    if (operation === undefined || handler === undefined)
      throw notImplemented(service.name, operation?.name ?? describe(wire));
    throwInjected(faults, target);
    const input = codec.decode(operation, wire);
    const output: object & { [HTTP_STATUS]?: number } = await handler(
      streams ? { ...input, Body: body } : input,
      context,
    );
    answered = codec.encode(operation, output as Record<string, unknown>, requestId);
    if (output[HTTP_STATUS] !== undefined) answered = { ...answered, status: output[HTTP_STATUS] };
  } catch (error) {
    answered = codec.encodeError(wireError(error), requestId);
  }
  if (faults.strikes('lost-response', target)) return void request.socket.destroy();
  await send(response, answered, request.method === 'HEAD');
}

/** Object bodies are streamed to the service; everything else is small. */
const isUpload = (method: string | undefined, url: URL): boolean =>
  method === 'PUT' &&
  /^\/[^/]+\/./.test(url.pathname) &&
  !['tagging', 'acl', 'retention', 'legal-hold'].some((q) => url.searchParams.has(q));

function wireRequest(service: string, request: IncomingMessage, url: URL, body: Buffer): WireRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const common = { method: request.method ?? 'GET', query: url.searchParams, headers, body };
  if (service !== 's3') return { ...common, path: url.pathname };
  // Path style: /bucket/key. The schemas' routes begin behind the bucket.
  const [, bucket = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(url.pathname) ?? [];
  return {
    ...common,
    path: rest === '' ? '/' : rest,
    labels: bucket === '' ? {} : { Bucket: decodeURIComponent(bucket) },
  };
}

const describe = ({ method, path, headers }: WireRequest): string => headers['x-amz-target'] ?? `${method} ${path}`;

const notImplemented = (service: string, operation: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `The local runtime does not implement ${service} ${operation}. docs/local-runtime.md lists what it does.`,
    { status: 501 },
  );

function throwInjected(faults: Faults, target: string): void {
  if (faults.strikes('access-denied', target)) {
    throw new ServiceError(
      target.startsWith('s3:') ? 'AccessDenied' : 'AccessDeniedException',
      `Injected: ${target} is denied.`,
      { status: target.startsWith('s3:') ? 403 : 400 },
    );
  }
  if (faults.strikes('throttling', target)) {
    throw target.startsWith('s3:')
      ? new ServiceError('SlowDown', 'Please reduce your request rate.', { status: 503 })
      : new ServiceError('ThrottlingException', 'Rate exceeded', { status: 400 });
  }
  if (faults.strikes('service-error', target))
    throw new ServiceError('InternalFailure', `Injected: ${target} failed.`, { status: 500 });
}

function wireError(error: unknown) {
  if (error instanceof ServiceError) {
    return { code: error.code, message: error.message, status: error.options.status, members: error.options.members };
  }
  if (error instanceof SyntaxError) return { code: 'SerializationException', message: error.message, status: 400 };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { code: 'InternalFailure', message: `${name}: ${message}\n${stack}`, status: 500 };
}

async function send(response: ServerResponse, { status, headers, body }: WireResponse, isHead: boolean): Promise<void> {
  const bytes = body instanceof Readable ? undefined : Buffer.from(body as string | Uint8Array);
  const length =
    bytes === undefined || (isHead && headers['content-length'] !== undefined)
      ? {}
      : { 'content-length': String(bytes.length) };
  const isBodiless = status === 204 || status === 304;
  response.writeHead(status, { ...headers, ...(isBodiless ? {} : length) });
  if (isHead || isBodiless) response.end();
  else if (body instanceof Readable) await pipeline(body, response);
  else response.end(bytes);
}

async function answerControl(
  { request, response, url }: Exchange,
  controls: GatewayOptions['controls'] & object,
): Promise<void> {
  const name = url.pathname.slice(CONTROL_PATH.length);
  const reply = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const control = controls[name];
  if (control === undefined)
    return reply(404, { message: `There is no control '${name}'. Use one of: ${Object.keys(controls).join(', ')}.` });
  try {
    const text = (await gather(plainBody(request))).toString();
    reply(200, await control(text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)));
  } catch (error) {
    reply(400, { message: error instanceof Error ? error.message : String(error) });
  }
}

/** The operation is in `x-amz-target`; what the service answers is not looked at. */
async function answerRaw(
  service: RawService,
  request: IncomingMessage,
  response: ServerResponse,
  faults: Faults,
): Promise<void> {
  const target = `${service.name}:${String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .pop()}`;
  const body = await gather(plainBody(request));
  try {
    throwInjected(faults, target);
  } catch (error) {
    const { code, message, options } = error as ServiceError;
    response.writeHead(options.status ?? 400, { 'content-type': 'application/x-amz-json-1.0' });
    return void response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }));
  }
  const isLost = faults.strikes('lost-response', target);
  const done = new Promise<void>((resolve) => response.once('close', resolve).once('finish', resolve));
  if (isLost) response.end = (() => response.destroy()) as typeof response.end;
  await service.handle(request, response, body);
  await done;
}

function answerUnknownService(name: string, response: ServerResponse): void {
  const { message } = notImplemented(name, '(no operation of this service)');
  response.writeHead(501, { 'content-type': 'application/json', 'x-amzn-errortype': 'NotImplemented' });
  response.end(JSON.stringify({ __type: 'NotImplemented', message }));
}
