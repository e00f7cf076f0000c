import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import { bodyOf, gather } from './body';
import { bodyTooLarge, maxBodyBytes } from './body-limits';
import { type CommonErrors, commonErrors, throwInjected, wireError } from './errors';
import type { Gate } from './gate';

/** A service that speaks HTTP itself, such as dynalite. */
export interface RawService {
  readonly name: string;
  /** How it calls what any operation may answer. @default as JSON services do */
  readonly errors?: CommonErrors;
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void | Promise<void>;
}

/**
 * Lets it answer, with the faults of any other service; its operation is in `x-amz-target`. Time stands still until the
 * answer is ready.
 */
export async function answerRaw(
  service: RawService,
  request: IncomingMessage,
  response: ServerResponse,
  { faults, clock, gate }: { readonly faults: Faults; readonly clock: Clock; readonly gate: Gate },
): Promise<void> {
  const operation = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .pop();
  const target = `${service.name}:${operation}`;
  const common = service.errors ?? commonErrors(undefined);
  try {
    const body = await gather(bodyOf(request, false), maxBodyBytes(service.name), () =>
      bodyTooLarge(service.name, undefined),
    );
    await gate.check(operation ?? '', inputOf(body), common);
    throwInjected(faults, target, common);
    await clock.hold(async () => {
      const ended = endOf(response, () => faults.strikes('lost-response', target));
      await Promise.all([service.handle(request, response, body), ended]);
    });
  } catch (error) {
    if (response.headersSent) throw error;
    const { code, message, status = 400 } = wireError(error, common);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() });
    response.end(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
  }
}

/** A body that is no JSON is the service's to refuse. */
function inputOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return {};
  }
}

/**
 * Resolves when the service has given its whole answer, or the client is gone; reading it is the client's own time.
 * `isLost` is asked only once the effect is there: an answer of success is to go out, and the connection breaks
 * instead.
 */
function endOf(response: ServerResponse, isLost: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once('close', resolve);
    const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
    response.end = ((...parts: unknown[]) => {
      resolve();
      return response.statusCode < 400 && isLost() ? response.destroy() : end(...parts);
    }) as typeof response.end;
  });
}
