import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type ExportItem, exportKey, type LedgerKey, type PartitionItem, partitionKey } from '../../core/ledger/items';
import type { ExportRef } from '../snapshots/payloads';

type Claimant = Pick<ExportRef, 'sourceId' | 'date' | 'snapshotTime' | 'exportTaskId'>;

/** What a commit writes. */
export type CommitRecord = Required<
  Pick<PartitionItem, 'committedAt' | 'tables' | 'files' | 'bytes' | 'skippedTables'>
>;

/** Which export holds which partition. Every write holds only while no newer snapshot has come. */
export class PartitionLedger {
  constructor(
    readonly dynamodb: Pick<DynamoDBClient, 'send'>,
    readonly tableName: string,
  ) {}

  async read({ sourceId, date }: Pick<Claimant, 'sourceId' | 'date'>): Promise<PartitionItem | undefined> {
    return (await this.#get(partitionKey(sourceId, date))) as PartitionItem | undefined;
  }

  /** RDS's own words on what an export lacks; '' when it said nothing. */
  async readExportWarning({ sourceId, snapshotTime }: Claimant): Promise<string> {
    const item = (await this.#get(exportKey(sourceId, snapshotTime))) as Partial<ExportItem> | undefined;
    return item?.warning ?? '';
  }

  /** True when the partition is this export's: it was already, or no newer snapshot holds it. A claim anew forgets what the last holder committed. */
  async claim({ sourceId, date, snapshotTime, exportTaskId }: Claimant, claimedAt: string): Promise<boolean> {
    const held = await this.read({ sourceId, date });
    if (held?.exportTaskId === exportTaskId) return true;
    const item: PartitionItem = { sourceId, date, snapshotTime, exportTaskId, claimedAt };
    return holds(
      this.dynamodb.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: { ...keyOf(partitionKey(sourceId, date)), ...textAttributes(item) },
          ConditionExpression: 'attribute_not_exists(pk) OR snapshotTime <= :snapshotTime',
          ExpressionAttributeValues: { ':snapshotTime': { S: snapshotTime } },
        }),
      ),
    );
  }

  /** False when the partition is another export's by now. */
  async commit({ sourceId, date, exportTaskId }: Claimant, record: CommitRecord): Promise<boolean> {
    const { committedAt, tables, files, bytes, skippedTables } = record;
    return holds(
      this.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.tableName,
          Key: keyOf(partitionKey(sourceId, date)),
          ConditionExpression: 'exportTaskId = :task',
          UpdateExpression:
            'SET committedAt = :at, #tables = :tables, #files = :files, #bytes = :bytes, skippedTables = :skipped',
          ExpressionAttributeNames: { '#tables': 'tables', '#files': 'files', '#bytes': 'bytes' },
          ExpressionAttributeValues: {
            ':task': { S: exportTaskId },
            ':at': { S: committedAt },
            ':tables': { N: String(tables) },
            ':files': { N: String(files) },
            ':bytes': { N: String(bytes) },
            ':skipped': { N: String(skippedTables) },
          },
        }),
      ),
    );
  }

  async #get(key: LedgerKey): Promise<object | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({ TableName: this.tableName, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : plain(Item);
  }
}

const keyOf = ({ pk, sk }: LedgerKey): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

const textAttributes = (item: PartitionItem): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: String(value) }]));

const plain = (item: Record<string, AttributeValue>): object =>
  Object.fromEntries(
    Object.entries(item).map(([name, { S, N }]) => [name, S ?? (N === undefined ? undefined : Number(N))]),
  );

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
