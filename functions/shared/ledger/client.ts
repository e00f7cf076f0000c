import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/**
 * A client that writes no log. Left to itself the SDK builds each answer a second time, for a logger that does nothing:
 * a sixth of the CPU of a comparison, and of its garbage.
 */
export const ledgerClient = (config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({ ...config, logger: NO_LOGGER });

/** The SDK calls the functions that a logger has. */
const NO_LOGGER = {} as NonNullable<DynamoDBClientConfig['logger']>;
