import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one answer. `lost`: the request takes effect, its answer never comes. */
export type Damage = 'reset' | 'truncated' | 'flipped' | 'slow-down' | 'internal-error' | 'error-in-200' | 'lost';

interface Pending {
  readonly damage: Damage;
  readonly matches: (request: IncomingMessage) => boolean;
}

/**
 * Stands before an S3 and damages the answers it was told to, one each. The Host header stays, so that signatures
 * hold.
 */
export class DamagingProxy {
  readonly #server: Server;
  readonly #pending: Pending[] = [];
  /** Method and path of every request. */
  readonly requests: string[] = [];

  constructor(readonly target: string) {
    this.#server = createServer((request, response) => this.#pass(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The next request of that method whose URL matches. */
  damage(damage: Damage, method: string, url = /./): void {
    this.#pending.push({ damage, matches: (request) => request.method === method && url.test(request.url ?? '') });
  }

  /** How many of them have not struck. */
  get left(): number {
    return this.#pending.length;
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method} ${request.url}`);
    const index = this.#pending.findIndex(({ matches }) => matches(request));
    const damage = index < 0 ? undefined : this.#pending.splice(index, 1)[0]!.damage;
    if (damage === 'slow-down' || damage === 'internal-error') {
      refuse(request, response, damage);
      return;
    }
    if (damage === 'reset') {
      request.destroy();
      return;
    }
    const sent = forward(
      `${this.target}${request.url}`,
      { method: request.method, headers: request.headers },
      (answer) => relay(answer, response, damage),
    );
    sent.on('error', () => response.destroy());
    request.pipe(sent);
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, damage: Damage): void {
  request.resume();
  const [status, code] = damage === 'slow-down' ? [503, 'SlowDown'] : [500, 'InternalError'];
  request.on('end', () => response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`));
}

function relay(answer: IncomingMessage, response: ServerResponse, damage: Damage | undefined): void {
  if (damage === 'lost') {
    answer.resume();
    answer.on('end', () => response.destroy());
    return;
  }
  if (damage === 'error-in-200') {
    answer.resume();
    response.writeHead(200).end('<Error><Code>InternalError</Code><Message>no</Message></Error>');
    return;
  }
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  if (damage === undefined) {
    answer.pipe(response);
    return;
  }
  let isFirst = true;
  answer.on('data', (chunk: Buffer) => {
    if (!isFirst) {
      if (damage === 'flipped') response.write(chunk);
      return;
    }
    isFirst = false;
    if (damage === 'truncated') {
      response.write(chunk.subarray(0, chunk.length - 1), () => response.destroy());
      return;
    }
    const flipped = Buffer.from(chunk);
    flipped[0]! ^= 1;
    response.write(flipped);
  });
  answer.on('end', () => response.end());
}
