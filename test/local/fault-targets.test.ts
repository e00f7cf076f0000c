import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateCrawlerCommand, CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { type FaultPlace, requireTarget } from '../../local/fault-targets';
import { FAULT_NAMES, type Fault } from '../../packages/local-aws/faults';
import { type Aws, startAws } from '../../packages/local-aws/start-aws';

let aws: Aws;
let place: FaultPlace;
beforeAll(async () => {
  aws = await startAws({
    services: ['glue', 'lambda', 'events', 'rds', 'dynamodb', 'kinesis', 'firehose'],
    adHocRoles: true,
  });
  place = { aws, sourceIds: ['orders'], functionPrefix: 'lakeferry-' };
  aws.service('lambda').registerFunction('lakeferry-plan-copy', async () => ({}));
  const glue = new GlueClient(aws.clientConfig());
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'orders_shop' } }));
  await glue.send(
    new CreateCrawlerCommand({
      Name: 'lakeferry_orders_shop',
      Role: 'arn:aws:iam::111111111111:role/crawler',
      DatabaseName: 'orders_shop',
      Targets: { S3Targets: [{ Path: 's3://lake/orders/' }] },
    }),
  );
  await new KinesisClient(aws.clientConfig()).send(new CreateStreamCommand({ StreamName: 'changes', ShardCount: 1 }));
  await new DynamoDBClient(aws.clientConfig()).send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await new FirehoseClient(aws.clientConfig()).send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'landing',
      ExtendedS3DestinationConfiguration: {
        RoleARN: 'arn:aws:iam::111111111111:role/delivery',
        BucketARN: 'arn:aws:s3:::landing',
      },
    }),
  );
  const EventPattern = JSON.stringify({ 'detail-type': ['RDS DB Snapshot Event'] });
  await new EventBridgeClient(aws.clientConfig()).send(new PutRuleCommand({ Name: 'snapshots', EventPattern }));
});
afterAll(() => aws.close());

const said = (fault: Fault): Promise<string> =>
  requireTarget(fault, place).then(
    () => 'taken',
    (error: Error) => error.message,
  );

it.each(FAULT_NAMES)('%s strikes everything, and nothing that is not there', async (name) => {
  expect(await said({ name, target: '*' })).toBe('taken');
  expect(await said({ name, target: 'nonsense' })).toMatch(
    new RegExp(`^The fault '${name}' never strikes 'nonsense'\\. Use '\\*', or one of: \\S`),
  );
});

it.each<Fault>([
  { name: 'access-denied', target: 'glue:StartCrawler' },
  { name: 'lost-response', target: 'dynamodb:PutItem' },
  { name: 'throttling', target: 'lambda:plan-copy' },
  { name: 'function-error', target: 'lambda:plan-copy' },
  { name: 'limit-reached', target: 'rds:StartExportTask' },
  { name: 'table-skipped', target: 'orders' },
  { name: 'crawl-failed', target: 'lakeferry_orders_shop' },
  { name: 'shard-split', target: 'changes' },
  { name: 'duplicate-event', target: 'RDS DB Snapshot Event' },
])('$name strikes $target', async (fault) => expect(await said(fault)).toBe('taken'));

it('names what there is of the service that was meant', async () => {
  expect(await said({ name: 'throttling', target: 'glue:StartCrawl' })).toMatch(/ glue:StartCrawler\b/);
  expect(await said({ name: 'throttling', target: 'glue:StartCrawl' })).not.toContain('rds:');
  expect(await said({ name: 'throttling', target: 'glu:StartCrawler' })).toMatch(/: .*glue:…/);
  expect(await said({ name: 'crawl-failed', target: 'shop' })).toMatch(/: lakeferry_orders_shop\.$/);
});
