import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IAMClient } from '@aws-sdk/client-iam';
import { DeleteStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import type { DurableMap } from '../../../packages/local-aws/store';
import { removeQueue } from '../dead-letters';
import type { Place } from '../resources';
import { removeRole } from '../roles';
import { type ChangeStreamClients, deployChangeStream } from './change-stream';
import { type DeliveryClients, deployDelivery, destinationOf, removeDelivery } from './delivery';
import { LOAD_FUNCTIONS, loadResources } from './load-resources';
import { deployProgressRule, removeProgressRule } from './progress-rule';
import { landingOf, localProducers, producerResources } from './resources';
import { streamingTables } from './streaming-tables';
import { keepHistory, makeMissingTables } from './tables';

/** What an earlier deployment made for an entry. */
export interface DeployedTableStream {
  readonly installation: string;
  readonly streamName: string;
  readonly streamArn: string;
  /** That are streamed, or may be. */
  readonly tables: readonly string[];
  readonly roleArns: readonly string[];
  readonly progressRule?: string;
  /** What its tables are loaded with; functions go with the runtime, schedules with the configuration. */
  readonly loads?: { readonly machineArn: string; readonly undeliveredArn: string };
}

export interface TableStreamClients extends ChangeStreamClients, DeliveryClients {
  readonly dynamodb: DynamoDB;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
  /** Policies of roles as earlier deployments made them. */
  readonly roles: DurableMap<string>;
  /** By stream. */
  readonly tableStreams: DurableMap<DeployedTableStream>;
  /** Names of tables that were made and have no point-in-time recovery yet. */
  readonly made: DurableMap<true>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * What the producer stacks make beside function and roles, in their order, so that no change is missed. Time must pass
 * while it waits: streams and deliveries take seconds. An entry that was taken out leaves what its stack leaves: the
 * stream, with the time since when nobody reads it, and the tables sent there. Returns the tables that had to be made.
 */
export async function deployTableStreams(
  settings: Pick<Settings, 'dynamodb' | 'landing'>,
  place: Place,
  clients: TableStreamClients,
): Promise<string[]> {
  const producers = localProducers(settings);
  await makeMissingTables(settings, clients);
  const wanted = producers.map((each) => producerResources(each, place).streamArn);
  const own = clients.tableStreams.values().filter(({ installation }) => installation === place.names.installation);
  for (const each of own) if (!wanted.includes(each.streamArn)) await removeTableStream(each, clients);
  for (const each of producers) await deployTableStream(each, settings, place, clients);
  return keepHistory(clients, clients.wait);
}

async function deployTableStream(
  producer: ProducerSettings,
  settings: Pick<Settings, 'dynamodb' | 'landing'>,
  place: Place,
  clients: TableStreamClients,
): Promise<void> {
  const own = producerResources(producer, place);
  const { streamName, streamArn } = own;
  const { functionOf, machine, scheduleRole, undeliveredArn } = loadResources(producer, place);
  const loadRoleArns = [...LOAD_FUNCTIONS.map((name) => functionOf(name).roleArn), machine.roleArn, scheduleRole];
  const before = clients.tableStreams.get(streamArn)?.tables ?? [];
  const deployed = {
    ...{ installation: place.names.installation, streamName, streamArn },
    roleArns: [own.functionRole, own.deliveryRole, own.progressRole, ...loadRoleArns],
    progressRule: own.progressName,
    loads: { machineArn: machine.machineArn, undeliveredArn },
  };
  // a process that is killed midway may have turned on any of them
  await clients.tableStreams.set(streamArn, { ...deployed, tables: [...new Set([...before, ...producer.tables])] });
  await deployChangeStream(producer, own, clients);
  await deployDelivery(own, destinationOf(producer, own, landingOf(producer, settings, place)), clients);
  await streamingTables().run(
    {
      RequestType: before.length === 0 ? 'Create' : 'Update',
      ResourceProperties: { StreamArn: streamArn, Tables: producer.tables },
      OldResourceProperties: { Tables: before },
    },
    effectsOf(clients),
  );
  await deployProgressRule(producer, own, clients.events);
  await clients.tableStreams.set(streamArn, { ...deployed, tables: producer.tables });
}

async function removeTableStream(left: DeployedTableStream, clients: TableStreamClients): Promise<void> {
  const { streamName, streamArn, tables, roleArns, progressRule, loads } = left;
  const ResourceProperties = { StreamArn: streamArn, Tables: tables };
  await streamingTables().run({ RequestType: 'Delete', ResourceProperties }, effectsOf(clients));
  if (progressRule !== undefined) await removeProgressRule(progressRule, clients.events);
  await removeDelivery(streamName, clients);
  if (loads !== undefined) {
    await clients.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: loads.machineArn }));
    await removeQueue(loads.undeliveredArn, clients.sqs);
  }
  for (const arn of roleArns) await removeRole(arn, clients.iam, clients.roles);
  await clients.tableStreams.delete(streamArn);
}

/** Lambda ends the custom resource after 15 minutes, the local account makes no wait as long. */
const effectsOf = ({ dynamodb, kinesis, now, wait }: TableStreamClients) => ({
  ...{ ddb: dynamodb, kinesis, wait },
  now: new Date(now()).toISOString(),
  isLate: () => false,
});
