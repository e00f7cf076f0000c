import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asking, Authority } from '../authorization/authority';
import type { Rights } from '../authorization/rights';
import { inBackground } from '../background';
import type { Clock } from '../clock';
import { escapeXml, ServerCodec, type ServiceSchema } from '../codec';
import type { Faults } from '../faults';
import type { LocalService } from '../service';
import { answerOperation, type Exchange } from './answer';
import { credentialOf } from './caller';
import { answerControl, CONTROL_PATH, type Controls, isFromElsewhere } from './controls';
import { notImplemented } from './errors';
import { Gate } from './gate';
import { alsoHttp2 } from './http-2';
import { answerRaw, type RawService } from './raw-service';

export type { Controls } from './controls';
export { OF_DYNAMODB } from './errors';
export type { RawService } from './raw-service';

/** Who holds an access key. */
export type Identify = (accessKeyId: string) => Asking & { readonly isExpired?: boolean; readonly isRevoked?: boolean };

export interface GatewayOptions {
  readonly services: readonly {
    readonly service: LocalService;
    readonly schema: ServiceSchema;
    readonly rights?: Rights;
  }[];
  readonly rawServices?: readonly (RawService & { readonly rights?: Rights })[];
  readonly controls?: Controls;
  readonly identify: Identify;
  /** Judges every call. @default everybody may do everything */
  readonly authority?: Authority;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Of requests that are not signed. */
  readonly region: string;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Longer than SDK clients keep a connection idle, so that they are the ones to close it. */
const KEEP_ALIVE_MS = 60_000;

/**
 * One port for all services on 127.0.0.1, routed by the signature's credential scope; an unsigned request is S3's, or
 * STS's when it is a form.
 * While a service works on a request, virtual time stands still. Throws what listening throws (EADDRINUSE).
 */
export async function startGateway(options: GatewayOptions, port = 0): Promise<Gateway> {
  const answer = router(options);
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // Without a listener, Node ends the process for a connection that breaks.
    for (const end of [request, response]) end.on('error', () => {});
    // What is left to fail here is the connection: the client is gone, or half an answer is out.
    inBackground('gateway', () => answer(request, response).catch(() => response.destroy()));
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  const endHttp2 = alsoHttp2(server, listener);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endHttp2();
        server.closeAllConnections();
      }),
  };
}

function router({
  services,
  rawServices = [],
  controls = {},
  identify,
  authority,
  clock,
  faults,
  region,
}: GatewayOptions) {
  const coded = new Map(
    services.map(({ service, schema, rights }) => [service.name, { service, rights, codec: new ServerCodec(schema) }]),
  );
  const raw = new Map(rawServices.map((service) => [service.name, service]));

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = exchangeOf(request, response);
    if (isFromElsewhere(request))
      return refuse(request, response, 403, 'AccessDenied', 'Web pages may not talk to the local runtime.');
    if (exchange.path.startsWith(CONTROL_PATH)) return answerControl(request, response, exchange.path, controls, clock);
    const credential = credentialOf(request, exchange.query);
    // Who shows a web identity has no key to sign with yet.
    const name = credential?.service ?? (isQuery(request, exchange.path) ? 'sts' : 's3');
    const { isExpired, isRevoked, ...asking } = identify(credential?.accessKeyId ?? '');
    const validity = isRevoked ? 'REVOKED' : isExpired ? 'EXPIRED' : 'VALID';
    const gateOf = (rights: Rights | undefined) => new Gate(name, asking, validity, authority, rights);
    const rawService = raw.get(name);
    if (rawService !== undefined)
      return answerRaw(rawService, request, response, { faults, clock, gate: gateOf(rawService.rights) });
    const found = coded.get(name);
    if (found === undefined)
      return refuse(request, response, 501, 'NotImplemented', notImplemented(name, undefined).message);
    const caller = { ...asking, region: credential?.region ?? region };
    const gate = gateOf(found.rights);
    return answerOperation(found.service, found.codec, exchange, caller, { faults, clock, gate });
  };
}

function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  return { request, response, path, query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)) };
}

/** Without knowing the protocol: XML to who sent a form (the query protocol does), else JSON. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  request.resume();
  const fields = `<Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const xml = `<ErrorResponse><Error>${fields}</Error></ErrorResponse>`;
  response.writeHead(status, {
    'content-type': isForm(request) ? 'text/xml' : 'application/json',
    'x-amzn-errortype': code,
  });
  response.end(isForm(request) ? xml : JSON.stringify({ __type: code, message }));
}

/** The query protocol posts to the root. A link of an older kind may put a form into a bucket. */
const isQuery = (request: IncomingMessage, path: string): boolean =>
  request.method === 'POST' && path === '/' && isForm(request);

/** As the query protocol sends its requests. */
const isForm = (request: IncomingMessage): boolean =>
  /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
