import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { DEMO_ITEMS } from '../../demo-databases/items';

/** A table of the configuration is not there, and nothing says what its keys are. */
export class TableNotThereError extends Error {
  override readonly name = 'TableNotThereError';
  constructor(field: string, table: string, entry: string) {
    super(
      `${field}: there is no table '${table}' in the local account, and no keys to make it with. ` +
        `Write publish: [{ table: '${table}', keys: ['id'] }] into the entry '${entry}': the local runtime makes it then, ` +
        'with keys that are strings. Or start the runtime without the entry (npm run local -- --config <file>), ' +
        'make the table there with aws dynamodb create-table, and start it again with the entry.',
    );
  }
}

/**
 * On AWS the tables of a configuration are there before lakeferry, with items. On a laptop nobody has made them: those
 * whose keys are known are made here, and a table of the demo is filled. `now` is in milliseconds. Returns their names.
 */
export async function makeMissingTables(
  field: string,
  { name, tables, publish = [] }: ProducerSettings,
  dynamodb: DynamoDBClient,
  now: number,
): Promise<string[]> {
  const made: string[] = [];
  for (const [index, TableName] of tables.entries()) {
    if (await isThere(TableName, dynamodb)) continue;
    const keys = publish.find(({ table }) => table === TableName)?.keys;
    if (keys === undefined) throw new TableNotThereError(`${field}.tables[${index}]`, TableName, name);
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      }),
    );
    await fillTable(TableName, keys, dynamodb, now);
    made.push(TableName);
  }
  return made;
}

async function isThere(TableName: string, dynamodb: DynamoDBClient): Promise<boolean> {
  try {
    await dynamodb.send(new DescribeTableCommand({ TableName }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** BatchWriteItem takes no more. */
const MAX_BATCH = 25;

/** Puts the demo's items into a table of the demo. One that only has its name, and other keys, stays empty. */
async function fillTable(
  TableName: string,
  keys: readonly string[],
  dynamodb: DynamoDBClient,
  now: number,
): Promise<void> {
  const spec = DEMO_ITEMS[TableName];
  if (spec === undefined || spec.keys.join() !== keys.join()) return;
  const { expires: AttributeName } = spec;
  if (AttributeName !== undefined) {
    const TimeToLiveSpecification = { AttributeName, Enabled: true };
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
  const requests = spec.items(now).map((Item) => ({ PutRequest: { Item } }));
  for (let i = 0; i < requests.length; i += MAX_BATCH) {
    const RequestItems = { [TableName]: requests.slice(i, i + MAX_BATCH) };
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
  }
}

const POLL_MS = 10_000;

/** Turns on point-in-time recovery, which a first load needs. A new table refuses it for a while. */
export async function keepHistory(
  TableName: string,
  dynamodb: DynamoDBClient,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  for (;;) {
    try {
      await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
      return;
    } catch (error) {
      if ((error as Error).name !== 'ContinuousBackupsUnavailableException') throw error;
    }
    await wait(POLL_MS);
  }
}
