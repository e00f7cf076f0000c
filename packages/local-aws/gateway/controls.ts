import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { bodyOf, gather } from './body';

/** `POST /_local/<name>` with a JSON body: what no AWS API offers. */
export type Controls = Readonly<Record<string, (body: Record<string, unknown>) => Promise<unknown>>>;

export const CONTROL_PATH = '/_local/';
const MAX_BODY_BYTES = 1024 ** 2;

/** Answers what the control does, 404 with the names there are, or 400 with what it threw. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  controls: Controls,
  clock: Clock,
): Promise<void> {
  const reply = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value ?? null));
  };
  const name = path.slice(CONTROL_PATH.length);
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (control === undefined) {
    return reply(404, { message: `There is no control '${name}'. Use one of: ${Object.keys(controls).join(', ')}.` });
  }
  if (request.method !== 'POST') return reply(405, { message: `Use POST for '${name}'.` });
  try {
    const text = (await gather(bodyOf(request, false), MAX_BODY_BYTES)).toString();
    const body: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof body !== 'object' || body === null) throw new TypeError(`Send a JSON object to '${name}'.`);
    const value = await clock.hold(() => control(body as Record<string, unknown>));
    reply(200, value);
  } catch (error) {
    reply(400, { message: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * True for a request that a web page elsewhere made a browser send: the runtime trusts this machine, not the pages it
 * looks at. SDK clients send no Origin; a rebound DNS name shows in Host.
 */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  // HTTP/2 names the host in a header of its own
  const host = headers.host ?? String(headers[':authority'] ?? '');
  const name = host.replace(/:\d+$/, '');
  const isLocalName =
    name === '' || /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost|host\.docker\.internal)$/.test(name);
  return !isLocalName || (headers.origin !== undefined && headers.origin !== `http://${host}`);
}
