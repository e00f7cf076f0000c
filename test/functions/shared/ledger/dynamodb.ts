import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerTableDefinition } from '../../../../core/ledger/table';

// the package has no types
const dynalite = require('dynalite') as (options: object) => Server;

export interface DynamoDb {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/** A real DynamoDB API on a port of its own. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    stop: () => {
      client.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
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
