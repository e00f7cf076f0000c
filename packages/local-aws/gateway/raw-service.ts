import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults';
import type { ServiceError } from '../service';
import { bodyOf, gather } from './body';
import { type CommonErrors, commonErrors, throwInjected } from './errors';

/** A service that speaks HTTP itself, such as dynalite. */
export interface RawService {
  readonly name: string;
  /** How it calls what any operation may answer. @default as JSON services do */
  readonly errors?: CommonErrors;
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void | Promise<void>;
}

/** Lets it answer, with the faults of any other service; its operation is in `x-amz-target`. Resolves when the answer is out. */
export async function answerRaw(
  service: RawService,
  request: IncomingMessage,
  response: ServerResponse,
  faults: Faults,
): Promise<void> {
  const operation = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .pop();
  const target = `${service.name}:${operation}`;
  const body = await gather(bodyOf(request, false));
  try {
    throwInjected(faults, target, service.errors ?? commonErrors(undefined));
  } catch (error) {
    const { code, message, options } = error as ServiceError;
    response.writeHead(options.status ?? 400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
    return;
  }
  loseResponse(response, () => faults.strikes('lost-response', target));
  const done = new Promise<void>((resolve) => response.once('close', resolve));
  await service.handle(request, response, body);
  await done;
}

/** Asked only once the effect is there: an answer of success is to go out, and the connection breaks instead. */
function loseResponse(response: ServerResponse, strikes: () => boolean): void {
  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.end = ((...parts: unknown[]) =>
    response.statusCode < 400 && strikes() ? response.destroy() : end(...parts)) as typeof response.end;
}
