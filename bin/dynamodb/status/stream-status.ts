import { DescribeKinesisStreamingDestinationCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { deliveryStatus } from '../require-delivery';

export interface TableStatus {
  readonly table: string;
  /** DynamoDB's word: `ACTIVE` when changes go into the stream. */
  readonly streaming: string;
}

export interface StreamStatus {
  readonly tables: readonly TableStatus[];
  /** Firehose's word: `ACTIVE` when somebody reads the stream. */
  readonly delivery: string;
}

interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly firehose: FirehoseClient;
}

/** How far the side of the tables is set up. */
export async function streamStatus(
  { dynamodb, firehose }: Clients,
  { tables, streamName }: { readonly tables: readonly string[]; readonly streamName: string },
): Promise<StreamStatus> {
  const found: TableStatus[] = [];
  for (const table of tables) found.push({ table, streaming: await streamingOf(dynamodb, table, streamName) });
  return { tables: found, delivery: await deliveryStatus(firehose, streamName) };
}

async function streamingOf(dynamodb: DynamoDBClient, TableName: string, streamName: string): Promise<string> {
  try {
    const { KinesisDataStreamDestinations = [] } = await dynamodb.send(
      new DescribeKinesisStreamingDestinationCommand({ TableName }),
    );
    const own = KinesisDataStreamDestinations.find(({ StreamArn }) => StreamArn?.endsWith(`:stream/${streamName}`));
    return own?.DestinationStatus ?? 'not streamed';
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    return 'no such table';
  }
}
