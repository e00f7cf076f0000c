import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import type { DurableMap } from '../../../packages/local-aws/store';
import { DEMO_ITEMS } from '../../demo-databases/items';
import { localProducers } from './resources';

/** A table of the configuration is not there, and nothing says what its keys are. */
export class TableNotThereError extends Error {
  override readonly name = 'TableNotThereError';
  constructor(field: string, table: string, { name, to }: Pick<ProducerSettings, 'name' | 'to'>) {
    const publish = `publish: [{ table: '${table}', keys: ['id'] }]`;
    // an entry that lands in another account has no `publish`
    const where = to === undefined ? 'into' : `in place of 'to' of`;
    const once = to === undefined ? '' : `. Give 'to' back at the next start`;
    super(
      `${field}: there is no table '${table}' in the local account, and no keys to make it with. ` +
        `Write ${publish} ${where} the entry '${name}': the local runtime makes it then, with keys that are strings${once}. ` +
        'Or start the runtime without the entry (npm run local -- --config <file>), make the table there with ' +
        'aws dynamodb create-table, and start it again with the entry.',
    );
  }
}

interface Missing {
  readonly TableName: string;
  readonly keys: readonly string[];
}

/**
 * On AWS the tables of a configuration are there before lakeferry, with items. On a laptop nobody has made them: those
 * whose keys are known are made here, and a table of the demo is filled. All or none: a start that is refused makes no
 * table. `made` keeps their names until {@link keepHistory}. `now` is in milliseconds.
 */
export async function makeMissingTables(
  settings: Pick<Settings, 'dynamodb'>,
  { dynamodb, made, now }: MadeTableClients,
): Promise<void> {
  const missing: Missing[] = [];
  for (const each of localProducers(settings)) {
    missing.push(...(await missingOf(`dynamodb[${settings.dynamodb.indexOf(each)}]`, each, dynamodb)));
  }
  for (const { TableName, keys } of missing) {
    // first: a process that is killed in between has made it
    await made.set(TableName, true);
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      }),
    );
    await fillTable(TableName, keys, dynamodb, now());
  }
}

export interface MadeTableClients {
  readonly dynamodb: DynamoDBClient;
  /** Names of tables that were made and have no point-in-time recovery yet. */
  readonly made: DurableMap<true>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

async function missingOf(field: string, producer: ProducerSettings, dynamodb: DynamoDBClient): Promise<Missing[]> {
  const { tables, publish = [] } = producer;
  const missing: Missing[] = [];
  for (const [index, TableName] of tables.entries()) {
    if (await isThere(TableName, dynamodb)) continue;
    const keys = publish.find(({ table }) => table === TableName)?.keys;
    if (keys === undefined) throw new TableNotThereError(`${field}.tables[${index}]`, TableName, producer);
    missing.push({ TableName, keys });
  }
  return missing;
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

/**
 * Turns on point-in-time recovery of tables that were made, which a first load needs. A new table refuses it for a
 * while. Returns their names.
 */
export async function keepHistory(
  { dynamodb, made }: Pick<MadeTableClients, 'dynamodb' | 'made'>,
  wait: (ms: number) => Promise<void>,
): Promise<string[]> {
  const tables = [];
  for (const table of made.keys()) {
    if (await isThere(table, dynamodb)) {
      while (!(await turnOnRecovery(table, dynamodb))) await wait(POLL_MS);
      tables.push(table);
    }
    await made.delete(table);
  }
  return tables;
}

async function turnOnRecovery(TableName: string, dynamodb: DynamoDBClient): Promise<boolean> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  try {
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    return true;
  } catch (error) {
    if ((error as Error).name !== 'ContinuousBackupsUnavailableException') throw error;
    return false;
  }
}
