import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import { ServiceError } from '../../service';
import { answerWhenSettled, type TableAnswer } from './table-status';
import { type TimeToLiveSettings, timeToLiveOperations } from './time-to-live';

export interface DynamoDbOptions {
  /** Folder of its own. @default in memory, forgotten at the end */
  readonly directory?: string;
  /** In the ARNs of tables. */
  readonly accountId: string;
  readonly region: string;
  readonly timeToLive: TimeToLiveSettings;
}

/** A service that reads and answers HTTP itself. */
export interface DynamoDb {
  readonly name: 'dynamodb';
  /** `body` is the whole request body, already read from `request`. Resolves when the answer is out. */
  handle(request: IncomingMessage, response: ServerResponse, body: Uint8Array): Promise<void>;
  /** Name of a table's partition key, once the table was described or created. */
  partitionKey(table: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * DynamoDB by dynalite, in process. One set of tables for all accounts; no transactions, streams or PartiQL. Time to
 * live is kept beside it. Real time only shows in `CreationDateTime`; tables are ACTIVE at once.
 */
export function createDynamoDb({ directory, accountId, region, timeToLive }: DynamoDbOptions): DynamoDb {
  const server = withEnvironment({ AWS_ACCOUNT_ID: accountId, AWS_REGION: region }, () =>
    dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }),
  );
  const forward = (request: Request, response: ServerResponse, body: Uint8Array): void => {
    server.emit('request', replayed(request, body), response);
  };
  /** The headers are the caller's: dynalite looks for a signature. */
  const describeTable = (request: IncomingMessage) => (TableName: string) => {
    const headers = { ...request.headers, 'x-amz-target': `${API}.DescribeTable` };
    const body = Buffer.from(JSON.stringify({ TableName }));
    return answerTo(request, (response) => forward({ ...target(request), headers }, response, body));
  };
  const identifyTable = (request: IncomingMessage) => async (TableName: string) => {
    const answer = await describeTable(request)(TableName);
    if (answer.Table !== undefined) return `${TableName}/${answer.Table.CreationDateTime}`;
    throw new ServiceError(String(answer.__type).split('#').pop() ?? '', answer.message ?? '');
  };
  const keys = new Map<string, string | undefined>();
  return {
    name: 'dynamodb',
    partitionKey: async (table) => {
      const known = keys.get(table);
      if (known !== undefined) return known;
      const { Table } = await describeTable(unsigned())(table);
      const key = Table?.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
      if (key !== undefined) keys.set(table, key);
      return key;
    },
    handle: async (request, response, body) => {
      const operation = String(request.headers['x-amz-target']).split('.').pop() ?? '';
      const own = Object.entries(timeToLiveOperations(timeToLive, identifyTable(request)));
      const [, run] = own.find(([name]) => name === operation) ?? [];
      // a table of the same name may come back with another key
      if (operation === 'DeleteTable' || operation === 'CreateTable') keys.clear();
      const answered = new Promise<void>((resolve) => {
        response.once('finish', resolve);
        response.once('close', resolve);
      });
      answerWhenSettled(operation, body, response, describeTable(request));
      if (run === undefined) forward(request, response, body);
      else await answerOwn(response, () => run(JSON.parse(Buffer.from(body).toString())));
      await answered;
    },
    close: () =>
      new Promise((resolve, reject) => {
        // dynalite closes its store only when a listening server closes, so it listens for that moment.
        server.listen(0, '127.0.0.1', () => {
          server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
        });
      }),
  };
}

const API = 'DynamoDB_20120810';

type Request = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

const target = ({ method, url, headers }: IncomingMessage): Request => ({ method, url, headers });

/** Of our own: dynalite looks for a signature, and at no time who made it. */
const unsigned = (): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), {
    method: 'POST',
    url: '/',
    headers: {
      host: '127.0.0.1',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
  });

/** What dynalite answers when nobody is connected. */
const answerTo = (request: IncomingMessage, ask: (response: ServerResponse) => void): Promise<TableAnswer> =>
  new Promise((resolve) => {
    const response = new ServerResponse(request);
    response.end = ((body: string | Buffer) => {
      resolve(JSON.parse(String(body)) as TableAnswer);
      return response;
    }) as ServerResponse['end'];
    ask(response);
  });

async function answerOwn(response: ServerResponse, run: () => Promise<object>): Promise<void> {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  };
  try {
    send(200, await run());
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    send(400, { __type: `com.amazonaws.dynamodb.v20120810#${error.code}`, message: error.message });
  }
}

/** dynalite reads the body from the request itself. */
const replayed = (request: Request, body: Uint8Array): Readable =>
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
