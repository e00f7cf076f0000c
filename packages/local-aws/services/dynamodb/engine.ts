import { IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import { ServiceError } from '../../service';

export interface EngineOptions {
  /** Folder of its own. @default in memory, forgotten at the end */
  readonly directory?: string;
  /** In the ARNs of tables. */
  readonly accountId: string;
  readonly region: string;
}

/** What dynalite answered, before any of it went out. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly body: string;
}

/** dynalite, in process. */
export interface Engine {
  /** Answers on the response. */
  forward(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void;
  /** The same, with the answer in hand. */
  answer(request: IncomingMessage, body: Uint8Array): Promise<WholeAnswer>;
  /** A call of our own. Throws the ServiceError that a client would have got. */
  ask<T>(operation: string, input: object): Promise<T>;
  /** Waits for the answers under way: dynalite would close its store under a scan, which then throws. */
  close(): Promise<void>;
}

export function createEngine({ directory, accountId, region }: EngineOptions): Engine {
  const server = withEnvironment({ AWS_ACCOUNT_ID: accountId, AWS_REGION: region }, () =>
    dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }),
  );
  const underWay = new Set<Promise<void>>();
  const forward: Engine['forward'] = (request, response, body) => {
    const ended = endOf(response).then(() => {
      underWay.delete(ended);
    });
    underWay.add(ended);
    server.emit('request', replayed(request, body), response);
  };
  const answer: Engine['answer'] = (request, body) =>
    new Promise((resolve) => {
      const response = new ServerResponse(request);
      response.end = ((text: string | Buffer) => {
        resolve({ status: response.statusCode, headers: response.getHeaders(), body: String(text) });
        return response;
      }) as ServerResponse['end'];
      forward(request, response, body);
    });
  return {
    ...{ forward, answer },
    ask: async <T>(operation: string, input: object) => {
      const { status, body } = await answer(ownRequest(operation), Buffer.from(JSON.stringify(input)));
      const parsed = JSON.parse(body) as T & { readonly __type?: string; readonly message?: string };
      if (status < 400) return parsed;
      throw new ServiceError(String(parsed.__type).split('#').pop() ?? '', parsed.message ?? '');
    },
    close: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
      await closed(server);
    },
  };
}

/** Resolves when `end` is called, also where the client went away meanwhile and nothing is sent. */
const endOf = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
    response.end = ((...args: unknown[]) => {
      resolve();
      return end(...args);
    }) as ServerResponse['end'];
  });

/** dynalite closes its store only when a listening server closes, so it listens for that moment. */
const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
  });

/** dynalite looks for a signature, and at no time who made it. */
const ownRequest = (operation: string): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), {
    method: 'POST',
    url: '/',
    headers: {
      host: '127.0.0.1',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
  });

/** dynalite reads the body from the request itself. */
const replayed = ({ method, url, headers }: IncomingMessage, body: Uint8Array): Readable =>
  Object.assign(Readable.from(body.length === 0 ? [] : [Buffer.from(body)], { objectMode: false }), {
    ...{ method, url, headers },
  });

/** dynalite takes account and Region from the environment, once, when it is created. */
function withEnvironment<T>(values: Readonly<Record<string, string>>, run: () => T): T {
  const before = Object.fromEntries(Object.keys(values).map((key) => [key, process.env[key]]));
  Object.assign(process.env, values);
  try {
    return run();
  } finally {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
}
