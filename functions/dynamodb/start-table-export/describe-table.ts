import {
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { InvalidLoadError, TableNotStreamedError } from '../../../core/dynamodb/load/errors';

type DynamoDb = Pick<DynamoDBClient, 'send'>;

export interface DescribedTable {
  readonly arn: string;
  /** Another table of the same name has another one. */
  readonly id: string;
  /** Names of the key attributes: the partition key first. */
  readonly keys: readonly string[];
}

/** Throws {@link InvalidLoadError} for a table that is not there. */
export async function describeTable(dynamodb: DynamoDb, TableName: string): Promise<DescribedTable> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const { TableArn: arn = '', TableId: id = '', KeySchema = [] } = Table ?? {};
    return { arn, id, keys: KeySchema.map(({ AttributeName = '' }) => AttributeName) };
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new InvalidLoadError(
      `table: '${TableName}' does not exist in this account and Region: create it, or take it out of \`tables\`.`,
    );
  }
}

/** Whether its changes flow into the stream, false while that begins. Throws {@link TableNotStreamedError}. */
export async function isStreamed(
  dynamodb: DynamoDb,
  { table, entry, streamArn }: { readonly table: string; readonly entry: string; readonly streamArn: string },
): Promise<boolean> {
  const { KinesisDataStreamDestinations = [] } = await dynamodb.send(
    new DescribeKinesisStreamingDestinationCommand({ TableName: table }),
  );
  const status = KinesisDataStreamDestinations.find(({ StreamArn }) => StreamArn === streamArn)?.DestinationStatus;
  if (status === 'ACTIVE' || status === 'UPDATING') return true;
  if (status === 'ENABLING') return false;
  throw new TableNotStreamedError(table, entry, status ?? 'absent');
}
