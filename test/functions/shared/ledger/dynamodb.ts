import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerTableDefinition } from '../../../../core/ledger/table';
import { createDynamoDb } from '../../../../packages/local-aws/services/dynamodb';
import type { TimeToLiveSettings } from '../../../../packages/local-aws/services/dynamodb/time-to-live';
import { DurableMap, memoryStore } from '../../../../packages/local-aws/store';

export interface DynamoDb {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/** Longer than a test file runs: a connection that the server closes while a request is on its way loses a response. */
const KEEP_ALIVE_MS = 600_000;

/** A real DynamoDB API in memory, on a port of its own. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const timeToLive: TimeToLiveSettings = await DurableMap.load(memoryStore(), 'time-to-live');
  const service = createDynamoDb({ accountId: '123456789012', region: 'eu-west-1', timeToLive });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await service.handle(request, response, Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    async stop() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await service.close();
    },
  };
}

let tables = 0;

export async function createLedger(client: DynamoDBClient): Promise<string> {
  const TableName = `ledger-${++tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      ...ledgerTableDefinition(),
    }),
  );
  return TableName;
}
