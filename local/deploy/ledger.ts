import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { ledgerTableDefinition, TIME_TO_LIVE } from '../../core/ledger/table';
import { unlessThere } from './unless-there';

/** The lake stack's ledger. DynamoDB refuses to enable a time to live that is enabled. */
export async function deployLedger(TableName: string, dynamodb: DynamoDBClient): Promise<void> {
  await unlessThere(dynamodb.send(new CreateTableCommand({ TableName, ...ledgerTableDefinition() })));
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName: TIME_TO_LIVE };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}
