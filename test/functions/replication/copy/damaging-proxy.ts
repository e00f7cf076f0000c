import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one answer. `lost`: the request takes effect, its answer never comes. */
export type Damage = 'reset' | 'truncated' | 'flipped' | 'error-in-200' | 'lost' | keyof typeof ANSWERS;

/** What S3 answers instead of doing what was asked. */
const ANSWERS = {
  'slow-down': [503, 'SlowDown', 'Please reduce your request rate.'],
  'internal-error': [500, 'InternalError', 'We encountered an internal error. Please try again.'],
  'kms-throttling': [400, 'KMS.ThrottlingException', 'You have exceeded the rate at which you may call KMS.'],
  'kms-disabled': [400, 'KMS.DisabledException', 'The key is disabled.'],
  'expired-token': [400, 'ExpiredToken', 'The provided token has expired.'],
  forbidden: [403, 'AccessDenied', 'Access Denied'],
  'sse-c': [
    400,
    'InvalidRequest',
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  ],
} as const;

interface Pending {
  readonly damage: Damage;
  readonly matches: (request: IncomingMessage) => boolean;
}

/** What happens at a moment of one request, which waits for it. */
interface Held {
  readonly moment: 'asked' | 'answered';
  readonly act: () => Promise<void>;
  readonly matches: Pending['matches'];
}

/**
 * Stands before an S3 and damages the answers it was told to, one each. The Host header stays, so that signatures
 * hold.
 */
export class DamagingProxy {
  readonly #server: Server;
  readonly #pending: Pending[] = [];
  readonly #awaited: { readonly matches: Pending['matches']; readonly resolve: () => void }[] = [];
  readonly #held: Held[] = [];
  /** Method and path of every request. */
  readonly requests: string[] = [];
  /** Access keys that are refused, with the code. */
  readonly refused = new Map<string, string>();
  /** The access key that signed the last request. */
  keyInUse = '';
  url = '';

  constructor(readonly target: string) {
    this.#server = createServer((request, response) => this.#pass(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.url;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The next request of that method whose URL and whose range match. */
  damage(damage: Damage, method: string, url = /./, range = /^/): void {
    this.#pending.push({ damage, matches: matching(method, url, range) });
  }

  /**
   * Does `act` at the next request of that kind: `asked`, before S3 has it; `answered`, before whoever asked has the
   * answer.
   */
  at(moment: Held['moment'], act: Held['act'], method: string, url: RegExp, range = /^/): void {
    this.#held.push({ moment, act, matches: matching(method, url, range) });
  }

  /** Resolves once a request of that kind was answered. */
  whenSent(method: string, url: RegExp): Promise<void> {
    return new Promise((resolve) => this.#awaited.push({ matches: matching(method, url), resolve }));
  }

  /** Damages nothing more. */
  heal(): void {
    this.#pending.length = 0;
  }

  /** How many of them have not struck. */
  get left(): number {
    return this.#pending.length;
  }

  #refusalOf({ headers }: IncomingMessage): string | undefined {
    this.keyInUse = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
    return this.refused.get(this.keyInUse);
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method} ${request.url}`);
    this.#hold('asked', request, () => this.#answer(request, response));
  }

  #hold(moment: Held['moment'], request: IncomingMessage, goOn: () => void): void {
    const index = this.#held.findIndex((each) => each.moment === moment && each.matches(request));
    if (index < 0) goOn();
    else void this.#held.splice(index, 1)[0]!.act().then(goOn);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      refuse(request, response, 403, refusal);
      return;
    }
    const index = this.#pending.findIndex(({ matches }) => matches(request));
    const damage = index < 0 ? undefined : this.#pending.splice(index, 1)[0]!.damage;
    if (damage !== undefined && damage in ANSWERS) {
      const [status, code, message] = ANSWERS[damage as keyof typeof ANSWERS];
      refuse(request, response, status, code, message);
      return;
    }
    if (damage === 'reset') {
      request.destroy();
      return;
    }
    const sent = forward(
      `${this.target}${request.url}`,
      { method: request.method, headers: request.headers },
      (answer) => {
        for (const { matches, resolve } of this.#awaited) if (matches(request)) resolve();
        this.#hold('answered', request, () => relay(answer, response, damage));
      },
    );
    sent.on('error', () => response.destroy());
    // whoever asked has died
    request.on('close', () => request.complete || sent.destroy());
    request.pipe(sent);
  }
}

const matching =
  (method: string, url: RegExp, range = /^/): Pending['matches'] =>
  ({ method: its, url: path = '', headers }) =>
    its === method && url.test(path) && range.test(headers.range ?? '');

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string, message = ''): void {
  request.resume();
  request.on('end', () => response.writeHead(status).end(errorXml(code, message)));
}

/** With the members that S3 gives beside code and message. */
const errorXml = (code: string, message: string): string =>
  `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`;

function relay(answer: IncomingMessage, response: ServerResponse, damage: Damage | undefined): void {
  if (damage === 'lost') {
    answer.resume();
    answer.on('end', () => response.destroy());
    return;
  }
  if (damage === 'error-in-200') {
    answer.resume();
    response.writeHead(200).end(errorXml('InternalError', 'no'));
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
