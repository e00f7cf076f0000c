import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Firehose } from '@aws-sdk/client-firehose';
import { IAM } from '@aws-sdk/client-iam';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import type { TableStreamConfig } from '../../../core/config/dynamodb/types';
import { validateConfig } from '../../../core/config/validate';
import { type Runtime, startRuntime } from '../../../local/runtime';
import { sleep, VirtualClock } from '../../../packages/local-aws/clock';
import { memoryStore } from '../../../packages/local-aws/store';
import { noDatabases } from '../world/no-databases';

const HERE = '111111111111';
const PARTNER = '222222222222';
const NAME = 'lakeferry-dynamodb-shop';
const LANDING = `lakeferry-landing-${HERE}-eu-west-1`;
const to = {
  account: PARTNER,
  bucket: 'partner-landing',
  keyArn: `arn:aws:kms:eu-west-1:${PARTNER}:key/11111111-2222-4333-8444-555555555555`,
};
const publish = [{ table: 'carts', keys: ['customer', 'at'] }];
const shop: TableStreamConfig = { name: 'shop', tables: ['carts'], publish };

/** One account on this computer; each start deploys another configuration over the one before. */
class Laptop {
  runtime!: Runtime;
  readonly #kept = {
    directory: mkdtempSync(join(tmpdir(), 'dynamodb-deploy-')),
    store: { ...memoryStore(), close: async () => {} },
    clock: new VirtualClock(Date.parse('2026-11-20T01:00:00Z')),
    databases: noDatabases,
  };

  async start(...dynamodb: readonly TableStreamConfig[]): Promise<void> {
    const settings = validateConfig({ environment: { region: 'eu-west-1', account: HERE }, dynamodb });
    await this.runtime?.close();
    this.runtime = await startRuntime({ ...this.#kept, settings });
  }

  async put(TableName: string, item: Readonly<Record<string, string>>): Promise<void> {
    const Item = Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]));
    await new DynamoDB(this.runtime.clientConfig()).putItem({ TableName, Item });
    await sleep(this.runtime.clock, 300_000);
  }

  /** Rows in a bucket, by the folders that they lie in. */
  async rows(Bucket: string, account = HERE): Promise<(readonly [folder: string, customer: string])[]> {
    const s3 = new S3(this.runtime.clientConfig(account));
    const { Contents = [] } = await s3.listObjectsV2({ Bucket, Prefix: 'dynamodb/' });
    const files = Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.getObject({ Bucket, Key });
      const lines = (await Body!.transformToString()).trim().split('\n');
      const folder = Key.slice(0, Key.lastIndexOf('/'));
      return lines.map((line) => [folder, (JSON.parse(line) as { customer: string }).customer] as const);
    });
    return (await Promise.all(files)).flat();
  }

  /** Errors of the executions of load-table, each once. */
  async loadErrors(): Promise<(string | undefined)[]> {
    const sfn = new SFN(this.runtime.clientConfig());
    const { stateMachines = [] } = await sfn.listStateMachines({});
    const stateMachineArn = stateMachines.find(({ name }) => name === 'lakeferry-load-table-shop')?.stateMachineArn;
    const { executions = [] } = await sfn.listExecutions({ stateMachineArn });
    const found = await Promise.all(executions.map(({ executionArn }) => sfn.describeExecution({ executionArn })));
    return [...new Set(found.map(({ error }) => error))];
  }

  /** Schedules of incremental exports. */
  async windows(): Promise<(string | undefined)[]> {
    const NamePrefix = 'lakeferry-window';
    const { Schedules = [] } = await new Scheduler(this.runtime.clientConfig()).listSchedules({ NamePrefix });
    return Schedules.map(({ Name }) => Name);
  }

  async streamOf(TableName: string): Promise<(string | undefined)[]> {
    const dynamodb = new DynamoDB(this.runtime.clientConfig());
    const { KinesisDataStreamDestinations = [] } = await dynamodb.describeKinesisStreamingDestination({ TableName });
    return KinesisDataStreamDestinations.map(({ StreamArn, DestinationStatus }) =>
      [StreamArn?.split('/')[1], DestinationStatus].join(' '),
    );
  }
}

const laptop = new Laptop();
afterAll(() => laptop.runtime.close());

it('brings changes to the landing bucket, however often it is deployed', async () => {
  await laptop.start(shop);
  expect(laptop.runtime.madeTables).toEqual(['carts']);
  await laptop.put('carts', { customer: 'ann', at: '1' });
  await laptop.start(shop);
  expect(laptop.runtime.madeTables).toEqual([]);
  await laptop.put('carts', { customer: 'bob', at: '1' });
  const folder = 'dynamodb/shop/date=2026-11-20';
  const rows = await laptop.rows(LANDING);
  expect(rows.sort()).toEqual([
    [folder, 'ann'],
    [folder, 'bob'],
  ]);
});

it('refuses a table that is not there and whose keys nobody knows, by its field, and makes none of the others', async () => {
  const news: TableStreamConfig = { name: 'news', tables: ['news'], publish: [{ table: 'news', keys: ['id'] }] };
  await expect(laptop.start(shop, news, { name: 'other', tables: ['unknown'] })).rejects.toThrow(
    /^dynamodb\[2\]\.tables\[0\]: there is no table 'unknown' .* publish: \[\{ table: 'unknown', keys: \['id'\] \}\]/,
  );
  await laptop.start(shop, news);
  expect(laptop.runtime.madeTables).toEqual(['news']);
  const { ContinuousBackupsDescription: found } = await new DynamoDB(
    laptop.runtime.clientConfig(),
  ).describeContinuousBackups({ TableName: 'news' });
  expect(found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
  const refused = await laptop.start(shop, { name: 'other', tables: ['unknown'], to }).catch(String);
  expect(refused).toMatch(
    /no table 'unknown' .* keys: \['id'\] }\] in place of 'to' of the entry 'other'.* Give 'to' back/,
  );
});

it('changes stream and delivery in place, and turns off a table that is taken off the list', async () => {
  const tables = ['carts', 'orders'];
  await laptop.start({
    ...shop,
    repairHours: 6,
    tables,
    publish: [...publish, { table: 'orders', keys: ['customer'] }],
  });
  expect(await laptop.streamOf('carts')).toEqual([`${NAME} ACTIVE`]);
  expect(await laptop.windows()).toEqual(['lakeferry-window-shop.carts', 'lakeferry-window-shop.orders']);
  await sleep(laptop.runtime.clock, 60_000);
  expect(await laptop.loadErrors()).toEqual(['FirstLoadMissingError']);
  await laptop.start({
    ...{ name: 'shop', tables: ['orders'], oldImage: true, repairHours: 6 },
    ...{ stream: { shards: 2, retentionDays: 3 }, delivery: { seconds: 60 } },
  });
  await sleep(laptop.runtime.clock, 10_000);
  expect(await laptop.streamOf('carts')).toEqual([`${NAME} DISABLED`]);
  expect(await laptop.windows()).toEqual(['lakeferry-window-shop.orders']);
  const client = laptop.runtime.clientConfig();
  const { StreamDescriptionSummary: stream } = await new Kinesis(client).describeStreamSummary({ StreamName: NAME });
  expect(stream).toMatchObject({ OpenShardCount: 2, RetentionPeriodHours: 72, EncryptionType: 'KMS' });
  const firehose = new Firehose(client);
  const { DeliveryStreamDescription: found } = await firehose.describeDeliveryStream({ DeliveryStreamName: NAME });
  const { BufferingHints } = found!.Destinations![0]!.ExtendedS3DestinationDescription!;
  expect(BufferingHints).toEqual({ SizeInMBs: 1, IntervalInSeconds: 60 });
});

it('delivers into the bucket of another account by the policies of its owner', async () => {
  await laptop.start({ name: 'shop', tables: ['orders'], repairHours: 6, to });
  await laptop.put('orders', { customer: 'cid' });
  expect(await laptop.rows('partner-landing', PARTNER)).toEqual([['dynamodb/shop/date=2026-11-20', 'cid']]);
});

it('tells the owner of the bucket how far the delivery is, by the rights of its role', async () => {
  const FunctionName = 'lakeferry-tell-progress-shop';
  const { Payload } = await new Lambda(laptop.runtime.clientConfig()).invoke({ FunctionName });
  const told = JSON.parse(Buffer.from(Payload!).toString()) as { readonly deliveredThrough: string };
  expect(told).toMatchObject({ entry: 'shop', deliveredThrough: expect.stringMatching(/^2026-11-20T/) });
  const s3 = new S3(laptop.runtime.clientConfig(PARTNER));
  const { Body } = await s3.getObject({ Bucket: 'partner-landing', Key: 'dynamodb-progress/shop.json' });
  expect(JSON.parse(await Body!.transformToString())).toEqual(told);
});

it('leaves what the stack leaves when an entry is taken out, and goes on when it comes back', async () => {
  const abroad: TableStreamConfig = { name: 'abroad', from: { account: PARTNER } };
  await laptop.start(abroad);
  const client = laptop.runtime.clientConfig();
  const { Tags } = await new Kinesis(client).listTagsForStream({ StreamName: NAME });
  expect(Tags).toEqual([{ Key: 'lakeferry-left-at', Value: expect.stringMatching(/^2026-11-20T/) }]);
  expect(await laptop.streamOf('orders')).toEqual([`${NAME} ACTIVE`]);
  const { DeliveryStreamNames } = await new Firehose(client).listDeliveryStreams({});
  expect(DeliveryStreamNames).toEqual([]);
  const { Rules } = await new EventBridge(client).listRules({ NamePrefix: 'lakeferry-tell-progress' });
  expect(Rules).toEqual([]);
  for (const RoleName of ['lakeferry-delivery-shop-eu-west-1', 'lakeferry-load-shop-eu-west-1'])
    await expect(new IAM(client).getRole({ RoleName })).rejects.toThrow(/cannot be found/);
  expect(await laptop.windows()).toEqual([]);
  const { stateMachines = [] } = await new SFN(client).listStateMachines({});
  expect(stateMachines.map(({ name }) => name)).not.toContain('lakeferry-load-table-shop');
  const { QueueUrls } = await new SQS(client).listQueues({ QueueNamePrefix: 'lakeferry-undelivered-windows' });
  expect(QueueUrls ?? []).toEqual([]);
  await laptop.start(abroad, { name: 'shop', tables: ['orders'] });
  await laptop.put('orders', { customer: 'dee' });
  expect((await laptop.rows(LANDING)).map(([, customer]) => customer).sort()).toEqual(['ann', 'bob', 'dee']);
});
