import * as athenaClient from '@aws-sdk/client-athena';
import * as dynamodbClient from '@aws-sdk/client-dynamodb';
import * as eventsClient from '@aws-sdk/client-eventbridge';
import * as glueClient from '@aws-sdk/client-glue';
import * as lakeFormationClient from '@aws-sdk/client-lakeformation';
import { serviceSchema } from '../../codec';
import { type Gateway, startGateway } from '../../gateway';
import { type Athena, createAthena } from '../../services/athena';
import { createDynamoDb } from '../../services/dynamodb';
import type { TimeToLiveSettings } from '../../services/dynamodb/time-to-live';
import { createEvents } from '../../services/events';
import { createGlue } from '../../services/glue';
import { createLakeFormation } from '../../services/lakeformation';
import { DurableMap } from '../../store';
import { MemoryObjects } from './memory-objects';
import { parquetFile } from './parquet-file';
import { CONSUMER, elapse, PRODUCER, type TestRuntime, testRuntime } from './runtime';

const {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CrawlerRunningException,
  EntityNotFoundException,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTableCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
} = glueClient;
const MACHINE = `arn:aws:states:eu-west-1:${PRODUCER}:stateMachine:notify`;
/** Who holds a key: the account it is named after. */
const identify = (accessKeyId: string) => ({
  accountId: accessKeyId,
  principalArn: `arn:aws:iam::${accessKeyId}:root`,
});

let gateway: Gateway;
let athena: Athena;
let runtime: TestRuntime;
const started: { arn: string; input: string }[] = [];

const config = (accountId: string) => ({
  endpoint: gateway.url,
  region: 'eu-west-1',
  credentials: { accessKeyId: accountId, secretAccessKey: 'any' },
});
const clients = (accountId = PRODUCER) => ({
  glue: new glueClient.GlueClient(config(accountId)),
  lakeFormation: new lakeFormationClient.LakeFormationClient(config(accountId)),
  events: new eventsClient.EventBridgeClient(config(accountId)),
  athena: new athenaClient.AthenaClient(config(accountId)),
  dynamodb: new dynamodbClient.DynamoDBClient(config(accountId)),
});

beforeAll(async () => {
  runtime = testRuntime();
  const objects = new MemoryObjects();
  const timeToLive: TimeToLiveSettings = await DurableMap.load(runtime.store, 'dynamodb-time-to-live');
  const orders = await parquetFile("SELECT 1::BIGINT AS id, 'Oslo' AS city, '4242' AS card");
  await objects.put('lake', 'shop/orders/date=2026-11-20/a.parquet', orders);
  const events = await createEvents({
    ...runtime,
    startExecution: async (arn, input) => started.push({ arn, input }),
  });
  const glue = await createGlue({ ...runtime, objects, emit: events.emit });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog });
  athena = await createAthena({ ...runtime, objects, catalog: glue.catalog, see: lakeFormation.see });
  gateway = await startGateway({
    services: [
      { service: glue.service, schema: serviceSchema(glueClient, glueClient.GlueClient) },
      {
        service: lakeFormation.service,
        schema: serviceSchema(lakeFormationClient, lakeFormationClient.LakeFormationClient),
      },
      { service: events.service, schema: serviceSchema(eventsClient, eventsClient.EventBridgeClient) },
      { service: athena.service, schema: serviceSchema(athenaClient, athenaClient.AthenaClient) },
    ],
    rawServices: [createDynamoDb({ accountId: PRODUCER, region: 'eu-west-1', timeToLive })],
    identify,
    clock: runtime.clock,
    faults: runtime.faults,
    region: 'eu-west-1',
  });
});
afterAll(async () => {
  await gateway.close();
  await athena.close();
});

test('from an event rule over crawl, tags and filter to the other account’s query', async () => {
  const { glue, lakeFormation, events } = clients();
  const { PutRuleCommand, PutTargetsCommand } = eventsClient;
  const EventPattern = JSON.stringify({ source: ['aws.glue'], detail: { state: ['Succeeded'] } });
  await events.send(new PutRuleCommand({ Name: 'crawled', EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: 'crawled', Targets: [{ Id: 'm', Arn: MACHINE }] }));

  const lf = lakeFormationClient;
  await lakeFormation.send(new lf.PutDataLakeSettingsCommand({ DataLakeSettings: {} }));
  await lakeFormation.send(
    new lf.RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::lake', UseServiceLinkedRole: true }),
  );
  await lakeFormation.send(
    new lf.GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/crawler` },
      Resource: { DataLocation: { ResourceArn: 'arn:aws:s3:::lake' } },
      Permissions: ['DATA_LOCATION_ACCESS'],
    }),
  );
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop', CreateTableDefaultPermissions: [] } }));
  await lakeFormation.send(
    new lf.GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/crawler` },
      Resource: { Database: { Name: 'shop' } },
      Permissions: ['CREATE_TABLE'],
    }),
  );
  await glue.send(
    new CreateCrawlerCommand({
      Name: 'shop',
      Role: 'crawler',
      DatabaseName: 'shop',
      Targets: { S3Targets: [{ Path: 's3://lake/shop/' }] },
      Configuration: JSON.stringify({ Version: 1, Grouping: { TableLevelConfiguration: 3 } }),
    }),
  );
  await glue.send(new StartCrawlerCommand({ Name: 'shop' }));
  await elapse(runtime.clock, 100_000);
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: 'shop' }));
  expect(Crawler?.LastCrawl?.Status).toBe('SUCCEEDED');
  expect(Crawler?.LastCrawl?.StartTime).toBeInstanceOf(Date);
  const { Crawls } = await glue.send(new ListCrawlsCommand({ CrawlerName: 'shop' }));
  expect(Crawls?.[0]?.State).toBe('COMPLETED');
  expect(JSON.parse(started[0]!.input)).toMatchObject({ detail: { crawlerName: 'shop', tablesCreated: '1' } });
  const { Partitions } = await glue.send(new GetPartitionsCommand({ DatabaseName: 'shop', TableName: 'orders' }));
  expect(Partitions?.map((p) => p.Values)).toEqual([['2026-11-20']]);

  await lakeFormation.send(new lf.CreateLFTagCommand({ TagKey: 'Confidential', TagValues: ['Public', 'private'] }));
  const { Failures } = await lakeFormation.send(
    new lf.AddLFTagsToResourceCommand({
      Resource: { Database: { Name: 'shop' } },
      LFTags: [
        { TagKey: 'confidential', TagValues: ['private'] },
        { TagKey: 'none', TagValues: ['x'] },
      ],
    }),
  );
  expect(Failures?.map((f) => f.Error?.ErrorCode)).toEqual(['EntityNotFoundException']);
  const filter = { TableCatalogId: PRODUCER, DatabaseName: 'shop', TableName: 'orders', Name: 'no_card' };
  await lakeFormation.send(
    new lf.CreateDataCellsFilterCommand({
      TableData: { ...filter, ColumnNames: ['id', 'city'], RowFilter: { AllRowsWildcard: {} } },
    }),
  );
  const { DataCellsFilter } = await lakeFormation.send(new lf.GetDataCellsFilterCommand(filter));
  expect(DataCellsFilter).toMatchObject({ ColumnNames: ['id', 'city'], RowFilter: { FilterExpression: 'TRUE' } });
  const granted = await lakeFormation.send(
    new lf.BatchGrantPermissionsCommand({
      Entries: [
        {
          Id: '1',
          Principal: { DataLakePrincipalIdentifier: CONSUMER },
          Resource: { DataCellsFilter: filter },
          Permissions: ['SELECT'],
        },
      ],
    }),
  );
  expect(granted.Failures).toEqual([]);

  const consumer = clients(CONSUMER);
  await consumer.glue.send(
    new CreateDatabaseCommand({
      DatabaseInput: { Name: 'shop', TargetDatabase: { CatalogId: PRODUCER, DatabaseName: 'shop' } },
    }),
  );
  const { Table } = await consumer.glue.send(new GetTableCommand({ DatabaseName: 'shop', Name: 'orders' }));
  expect(Table?.StorageDescriptor?.Columns?.map((c) => c.Name)).toEqual(['id', 'city']);
  expect(await queryAs(consumer.athena, 'SELECT * FROM orders')).toEqual([
    ['id', 'city', 'date'],
    ['1', 'Oslo', '2026-11-20'],
  ]);
  await expect(queryAs(consumer.athena, 'SELECT card FROM orders')).rejects.toThrow(/COLUMN_NOT_FOUND/);
});

async function queryAs(client: athenaClient.AthenaClient, QueryString: string): Promise<(string | undefined)[][]> {
  const { QueryExecutionId } = await client.send(
    new athenaClient.StartQueryExecutionCommand({ QueryString, QueryExecutionContext: { Database: 'shop' } }),
  );
  for (;;) {
    const { QueryExecution } = await client.send(new athenaClient.GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'FAILED') throw new Error(StateChangeReason);
    if (State === 'SUCCEEDED') break;
  }
  const { ResultSet } = await client.send(new athenaClient.GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((d) => d.VarCharValue));
}

test('errors arrive as the clients’ own classes', async () => {
  const { glue, lakeFormation, events, athena: athenaApi } = clients();
  await expect(glue.send(new GetTableCommand({ DatabaseName: 'none', Name: 'x' }))).rejects.toBeInstanceOf(
    EntityNotFoundException,
  );
  const startTwice = runtime.clock.hold(async () => {
    await glue.send(new StartCrawlerCommand({ Name: 'shop' }));
    await glue.send(new StartCrawlerCommand({ Name: 'shop' }));
  });
  await expect(startTwice).rejects.toBeInstanceOf(CrawlerRunningException);
  await expect(lakeFormation.send(new lakeFormationClient.GetLFTagCommand({ TagKey: 'none' }))).rejects.toBeInstanceOf(
    lakeFormationClient.EntityNotFoundException,
  );
  await expect(
    events.send(new eventsClient.PutRuleCommand({ Name: 'x', EventPattern: '{"a":"b"}' })),
  ).rejects.toBeInstanceOf(eventsClient.InvalidEventPatternException);
  await expect(
    athenaApi.send(new athenaClient.GetQueryExecutionCommand({ QueryExecutionId: 'none' })),
  ).rejects.toBeInstanceOf(athenaClient.InvalidRequestException);
});

test('DynamoDB answers on the same port', async () => {
  const { dynamodb } = clients();
  const { CreateTableCommand, PutItemCommand, GetItemCommand, ConditionalCheckFailedException } = dynamodbClient;
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    }),
  );
  const put = new PutItemCommand({
    TableName: 'ledger',
    Item: { pk: { S: 'a' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await dynamodb.send(put);
  await expect(dynamodb.send(put)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  runtime.faults.inject({ name: 'lost-response', target: 'dynamodb:GetItem' });
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'a' } } }));
  expect(Item).toEqual({ pk: { S: 'a' } });
});
