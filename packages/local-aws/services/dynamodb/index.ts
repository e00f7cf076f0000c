import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '../../service';
import type { Capture } from './capture';
import { createEngine, type Engine, type EngineOptions } from './engine';
import { answerWhenSettled, type TableAnswer } from './table-status';
import { type TimeToLiveSettings, timeToLiveOperations } from './time-to-live';

export type { Engine } from './engine';

/** An operation that dynalite does not have, on the input as it is on the wire. */
export type OwnOperation = (input: never) => Promise<object>;

interface DynamoDbParts {
  readonly timeToLive: TimeToLiveSettings;
  /** Further operations that dynalite does not have. @default none */
  readonly operations?: Readonly<Record<string, OwnOperation>>;
  /** What sees the writes. @default nothing does */
  readonly capture?: Pick<Capture, 'operations' | 'sees' | 'covers' | 'write' | 'tableChanged'>;
}

/** An engine that is there, or how one is made. */
export type DynamoDbOptions = DynamoDbParts & ({ readonly engine: Engine } | EngineOptions);

/** A service that reads and answers HTTP itself. */
export interface DynamoDb {
  readonly name: 'dynamodb';
  /** `body` is the whole request body, already read from `request`. Resolves when the answer is out. */
  handle(request: IncomingMessage, response: ServerResponse, body: Uint8Array): Promise<void>;
  /** Name of a table's partition key, once the table was described or created. */
  partitionKey(table: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Calls that make and delete tables: what is known of their keys may be wrong afterwards. */
const OF_TABLES = ['DeleteTable', 'CreateTable'];

/**
 * DynamoDB by dynalite, in process. One set of tables for all accounts; no transactions, streams or PartiQL. What it
 * lacks is kept beside it: time to live, changes to Kinesis, point-in-time recovery. Real time only shows in
 * `CreationDateTime`; tables are ACTIVE at once.
 */
export function createDynamoDb({ timeToLive, capture, operations, ...options }: DynamoDbOptions): DynamoDb {
  const engine = 'engine' in options ? options.engine : createEngine(options);
  const describe = (TableName: string) => engine.ask<TableAnswer>('DescribeTable', { TableName });
  const identify = async (name: string) => `${name}/${(await describe(name)).Table?.CreationDateTime}`;
  const own = new Map<string, OwnOperation>(
    Object.entries({ ...timeToLiveOperations(timeToLive, identify), ...capture?.operations, ...operations }),
  );
  const keys = new Map<string, string | undefined>();
  return {
    name: 'dynamodb',
    partitionKey: async (table) => {
      const known = keys.get(table);
      if (known !== undefined) return known;
      const { Table } = await describe(table).catch((): TableAnswer => ({}));
      const key = Table?.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
      if (key !== undefined) keys.set(table, key);
      return key;
    },
    handle: async (request, response, body) => {
      const operation = String(request.headers['x-amz-target']).split('.').pop() ?? '';
      const run = own.get(operation);
      const isOfTables = OF_TABLES.includes(operation);
      if (isOfTables) keys.clear();
      const answered = new Promise<void>((resolve) => {
        response.once('finish', resolve);
        response.once('close', resolve);
      });
      answerWhenSettled(operation, body, response, describe, isOfTables ? capture?.tableChanged : undefined);
      const input = run === undefined && capture?.sees(operation) !== true ? undefined : parsed(body);
      if (run !== undefined) await answerOwn(response, () => run((input ?? {}) as never));
      else if (input !== undefined && capture?.covers(operation, input)) {
        const {
          status,
          headers,
          body: text,
        } = await capture.write(operation, input, () => engine.answer(request, body));
        response.writeHead(status, headers);
        response.end(text);
      } else engine.forward(request, response, body);
      await answered;
    },
    close: () => engine.close(),
  };
}

/** A body that is no JSON is dynalite's to refuse. */
function parsed(body: Uint8Array): object | undefined {
  try {
    return JSON.parse(Buffer.from(body).toString()) as object;
  } catch {
    return undefined;
  }
}

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
