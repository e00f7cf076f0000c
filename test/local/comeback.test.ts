import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteCrawlerCommand,
  DeleteSecurityConfigurationCommand,
  GetCrawlersCommand,
  GetDatabaseCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import {
  DeregisterResourceCommand,
  LakeFormationClient,
  ListLFTagsCommand,
  ListResourcesCommand,
} from '@aws-sdk/client-lakeformation';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { validateConfig } from '../../core/config/validate';
import { type Runtime, startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import { memoryStore, type Store } from '../../packages/local-aws/store';
import { frozenDatabases } from './world/frozen-databases';
import './world/errors-of-node';

/** A computer that keeps its state while lakeferry is deployed to it again and again. */
function computer(): { readonly store: Store; boot(written?: object, sources?: readonly string[]): Promise<Runtime> } {
  const store = memoryStore();
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-comeback-'));
  // closing a runtime closes its store, which is to last here
  const lasting = { ...store, close: async () => {} } as Store;
  const boot = (written: object = {}, sources: readonly string[] = ['orders']): Promise<Runtime> =>
    startRuntime({
      settings: validateConfig({
        environment: { region: 'eu-west-1' },
        sources: sources.map((id) => ({ kind: 'aurora-cluster', id, engine: 'postgres', databases: ['shop'] })),
        ...written,
      }),
      directory,
      clock: new VirtualClock(Date.UTC(2026, 0, 15, 1)),
      store: lasting,
      databases: frozenDatabases(sources),
      random: () => 0.5,
    });
  return { store, boot };
}

/** Deletes what the stacks delete, and forgets what CloudFormation forgets with a stack. */
async function deleteStacks({ store }: { readonly store: Store }, runtime: Runtime): Promise<void> {
  const config = runtime.clientConfig();
  const [sfn, glue] = [new SFNClient(config), new GlueClient(config)];
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  const { Crawlers = [] } = await glue.send(new GetCrawlersCommand({}));
  for (const { Name } of Crawlers) await glue.send(new DeleteCrawlerCommand({ Name }));
  await glue.send(new DeleteSecurityConfigurationCommand({ Name: runtime.resources.crawlerSecurity }));
  const events = new EventBridgeClient(config);
  for (const { Name } of (await events.send(new ListRulesCommand({}))).Rules ?? []) {
    await events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['Target0'] }));
    await events.send(new DeleteRuleCommand({ Name }));
  }
  const lakeformation = new LakeFormationClient(config);
  const { ResourceInfoList = [] } = await lakeformation.send(new ListResourcesCommand({}));
  for (const { ResourceArn } of ResourceInfoList)
    await lakeformation.send(new DeregisterResourceCommand({ ResourceArn }));
  for (const namespace of ['deployed-buckets', 'deployed-tag-policies', 'deployed-installations']) {
    for await (const [key] of store.entries(namespace)) await store.write([{ namespace, key, deleted: true }]);
  }
}

const objectIn = (runtime: Runtime) => ({ Bucket: runtime.resources.lakeBucket, Key: 'orders/shop/kept' });

it('a deployment after a deletion finds what stayed: buckets, ledger, databases, tags, and the marker', async () => {
  const one = computer();
  const first = await one.boot();
  await new S3Client(first.clientConfig()).send(new PutObjectCommand({ ...objectIn(first), Body: 'data' }));
  const { Parameter: before } = await new SSMClient(first.clientConfig()).send(
    new GetParameterCommand({ Name: '/lakeferry/installations/default' }),
  );
  const machines = Object.values(first.resources.machines).length;
  await deleteStacks(one, first);
  await first.close();

  // as CloudFormation's, the new stack would have another key; only the local one has the same id every time
  const again = await one.boot({ lake: { keyArn: first.resources.keyArn } });
  try {
    const config = again.clientConfig();
    const { Body } = await new S3Client(config).send(new GetObjectCommand(objectIn(again)));
    expect(await Body?.transformToString()).toBe('data');
    expect((await new S3Client(config).send(new ListBucketsCommand({}))).Buckets).toHaveLength(4);
    const table = new DescribeTableCommand({ TableName: again.resources.ledgerTable });
    expect((await new DynamoDBClient(config).send(table)).Table?.TableStatus).toBe('ACTIVE');
    const { Database } = await new GlueClient(config).send(new GetDatabaseCommand({ Name: 'orders_shop' }));
    expect(Database?.LocationUri).toBe(`s3://${again.resources.lakeBucket}/orders/shop/`);
    expect((await new GlueClient(config).send(new GetCrawlersCommand({}))).Crawlers).toHaveLength(1);
    const { LFTags = [] } = await new LakeFormationClient(config).send(new ListLFTagsCommand({}));
    expect(LFTags.map(({ TagKey }) => TagKey)).toEqual(['confidential', 'lakeferry-columns', 'lakeferry-databases']);
    expect((await new SFNClient(config).send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(machines);
    const { Parameter: after } = await new SSMClient(config).send(new GetParameterCommand({ Name: before!.Name }));
    expect(after?.Value).toBe(before?.Value);
  } finally {
    await again.close();
  }
});

it('what the first deployment decided is compared after a deletion as well', async () => {
  const one = computer();
  const first = await one.boot({ lake: { prefix: 'a' } });
  await deleteStacks(one, first);
  await first.close();
  await expect(one.boot({ lake: { prefix: 'b' } })).rejects.toThrow(
    /^lake\.keyArn is '', but .* 'arn:aws:kms:.*\nlake\.prefix is 'b', but this installation was deployed with 'a'\./,
  );
});

it('each permanent field that changed is refused, and nothing changed by then', async () => {
  const one = computer();
  await (await one.boot({}, ['orders', 'stock'])).close();
  const key = 'arn:aws:kms:eu-west-1:111111111111:key/of-somebody';
  const refused = async (written: object, sources: readonly string[] = ['orders', 'stock']): Promise<string> =>
    one.boot(written, sources).then(
      async (runtime) => runtime.close().then(() => ''),
      ({ name, message }: Error) => `${name}: ${message}`,
    );
  expect(await refused({ lake: { prefix: 'b' } })).toMatch(/^PermanentFieldError: lake\.prefix is 'b'/);
  expect(await refused({ lake: { partitionKey: 'day' } })).toMatch(/^PermanentFieldError: lake\.partitionKey is 'day'/);
  expect(await refused({ lake: { bucketName: 'other' } })).toMatch(/^PermanentFieldError: lake\.bucketName is 'other'/);
  expect(await refused({ lake: { keyArn: key } })).toMatch(/^PermanentFieldError: lake\.keyArn is 'arn:/);
  expect(await refused({}, ['orders', 'goods'])).toMatch(/^PermanentFieldError: sources: 'stock' is gone and 'goods'/);
  expect(await refused({ environment: { region: 'eu-west-1', name: 'blue' } })).toMatch(/^InstallationRefusedError/);

  const same = await one.boot({}, ['orders', 'stock']);
  const { Buckets = [] } = await new S3Client(same.clientConfig()).send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).not.toContain('other');
  await same.close();
  expect(await refused({}, ['orders'])).toBe('');
  expect(await refused({}, ['orders', 'goods'])).toBe('');
});
