import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ReplicationSettings } from '../../../core/config/replication/types';
import { OUTPUT_MACHINES } from '../../../core/machines';
import { loadSettings } from '../../../lib/config';
import { OUTPUT_FUNCTIONS } from '../../../local/deploy/replication/resources';
import type { Runtime } from '../../../local/runtime';
import { startWithoutDatabases } from '../world/no-databases';

const settings = loadSettings({ file: 'lakeferry.demo.config.ts' });
const [lake] = settings.replications as [ReplicationSettings];
const china = lake.outputs.find(({ name }) => name === 'china')!;

const directory = mkdtempSync(join(tmpdir(), 'left-outputs-'));

/** What stands in the account once the runtime has started over the same directory. */
async function deployed(...replications: ReplicationSettings[]) {
  const runtime = await startWithoutDatabases({ ...settings, replications }, directory);
  try {
    return await standing(runtime);
  } finally {
    await runtime.close();
  }
}

async function standing(runtime: Runtime) {
  const config = runtime.clientConfig();
  const [sns, Bucket] = [new SNSClient(config), runtime.resources.lakeBucket];
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  const { QueueUrls = [] } = await new SQSClient(config).send(new ListQueuesCommand({}));
  const { Rules = [] } = await new EventBridgeClient(config).send(new ListRulesCommand({}));
  const { EventSourceMappings = [] } = await new LambdaClient(config).send(new ListEventSourceMappingsCommand({}));
  const { stateMachines = [] } = await new SFNClient(config).send(new ListStateMachinesCommand({}));
  const { Roles = [] } = await new IAMClient(config).send(new ListRolesCommand({}));
  const Path = '/lakeferry/replication';
  const { Parameters = [] } = await new SSMClient(config).send(new GetParametersByPathCommand({ Path }));
  const bucket = await new S3Client(config).send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const last = (name: string | undefined) => name?.split(/[:/]/).at(-1) ?? '';
  const ofReplications = (names: readonly (string | undefined)[]) =>
    names
      .map(last)
      .filter((name) =>
        /replicat|failed-objects|undelivered-events|-(upload|parts|comparison|range)-|convert-/.test(name),
      )
      .sort();
  return {
    topics: ofReplications(Topics.map(({ TopicArn }) => TopicArn)),
    subscriptions: ofReplications(Subscriptions.map(({ Endpoint }) => Endpoint)),
    queues: ofReplications(QueueUrls),
    rules: ofReplications(Rules.map(({ Name }) => Name)),
    mappings: ofReplications(EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn)),
    roles: ofReplications(Roles.map(({ RoleName }) => RoleName)),
    machines: ofReplications(stateMachines.map(({ name }) => name)),
    parameters: Parameters.map(({ Name }) => last(Name)).sort(),
    isOnBus: bucket.EventBridgeConfiguration !== undefined,
  };
}

/** The first of the demo's two outputs converts. */
const functionsOf = (name: string) => OUTPUT_FUNCTIONS.filter((each) => name !== 'china' || each !== 'convert-parquet');
const machinesOf = (name: string) => OUTPUT_MACHINES.filter((each) => name !== 'china' || each !== 'convert-object');

const outputs = (...names: string[]) => ({
  subscriptions: names.map((name) => `lakeferry-replication-${name}`),
  mappings: names.map((name) => `lakeferry-replication-${name}`),
  roles: [
    ...names.flatMap((name) => functionsOf(name).map((each) => `lakeferry-${each}-${name}`)),
    ...names.flatMap((name) => machinesOf(name).map((each) => `lakeferry-${name}-${each}`)),
  ].sort(),
  machines: names.flatMap((name) => machinesOf(name).map((each) => `lakeferry-${each}-${name}`)).sort(),
  parameters: names,
  queues: ['failed-objects', 'replication', 'undelivered-events'].flatMap((kind) =>
    names.map((name) => `lakeferry-${kind}-${name}`),
  ),
});
const topic = (name: string) => ({
  topics: [`lakeferry-replication-${name}`],
  rules: [`lakeferry-replication-${name}`],
});

it('an output and a replication that the configuration no longer has are taken away by the next start', async () => {
  const isOnBus = true;
  expect(await deployed(lake)).toEqual({ ...outputs('china', 'partner'), ...topic('lake'), isOnBus });
  const plain = { ...lake, outputs: lake.outputs.map(({ convert: _convert, ...output }) => output) };
  const { roles, machines } = await deployed(plain);
  expect([...roles, ...machines].filter((name) => name.includes('convert'))).toEqual([]);
  const moved = { ...lake, name: 'files', outputs: [china] };
  expect(await deployed(moved)).toEqual({ ...outputs('china'), ...topic('files'), isOnBus });
  expect(await deployed()).toEqual({ ...outputs(), topics: [], rules: [], isOnBus: false });
});
