import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';

export interface DynamoDbOptions {
  /** Folder of its own. @default in memory, forgotten at the end */
  readonly directory?: string;
  /** In the ARNs of tables. */
  readonly accountId: string;
  readonly region: string;
}

/** A service that reads and answers HTTP itself. */
export interface DynamoDb {
  readonly name: 'dynamodb';
  /** `body` is the whole request body, already read from `request`. Resolves when the answer is out. */
  handle(request: IncomingMessage, response: ServerResponse, body: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * DynamoDB by dynalite, in process. One set of tables for all accounts; no transactions, streams, PartiQL or time to live.
 * Real time only shows in `CreationDateTime`; tables are ACTIVE at once.
 */
export function createDynamoDb({ directory, accountId, region }: DynamoDbOptions): DynamoDb {
  const server = withEnvironment({ AWS_ACCOUNT_ID: accountId, AWS_REGION: region }, () =>
    dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }),
  );
  return {
    name: 'dynamodb',
    handle: (request, response, body) =>
      new Promise((resolve) => {
        response.once('finish', resolve);
        response.once('close', resolve);
        server.emit('request', replayed(request, body), response);
      }),
    close: () =>
      new Promise((resolve, reject) => {
        // dynalite closes its store only when a listening server closes, so it listens for that moment.
        server.listen(0, '127.0.0.1', () => {
          server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
        });
      }),
  };
}

/** dynalite reads the body from the request itself. */
const replayed = (request: IncomingMessage, body: Uint8Array): Readable =>
  Object.assign(Readable.from(body.length === 0 ? [] : [Buffer.from(body)], { objectMode: false }), {
    method: request.method,
    url: request.url,
    headers: request.headers,
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
