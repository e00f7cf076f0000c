import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DestinationSettings } from '../../../core/config/replication/types';
import type { Settings } from '../../../core/config/types';
import { destinationParameter } from '../../../core/replication/names';
import { copiedFrom } from '../../../core/replication/rights/server-side';
import { deployLedger } from '../ledger';
import type { LocalResources, Place } from '../resources';
import { deployRoles } from '../roles';
import { type DestinationClients, deployDestination, issuerOf } from './destination';
import { type LeftOutputClients, removeLeftOutputs, toRemove } from './left-outputs';
import { deployOutputMachines, outputMachineRoles } from './machines';
import { deployOutput, type OutputClients } from './output';
import { localOutputs, outputResources, replicationTable } from './resources';
import { outputFunctionRoles, outputRightsProps } from './rights';
import { comparisonScheduleRole, deployComparisonSchedule } from './schedule';
import { deployLakeEvents, deploySource, type SourceClients } from './source';

export interface ReplicationClients extends SourceClients, OutputClients, LeftOutputClients {
  readonly dynamodb: DynamoDBClient;
  /** Of the account that owns a destination. */
  readonly destination: (destination: DestinationSettings) => DestinationClients;
}

/**
 * The table of receipts, and what the stacks of all replications make, those of the destinations' owners included.
 * What only an earlier configuration asked for goes.
 */
export async function deployReplication(
  settings: Settings,
  place: Place,
  resources: LocalResources,
  clients: ReplicationClients,
): Promise<void> {
  await deployLedger(replicationTable(place), clients.dynamodb);
  await deployLakeEvents(settings, resources.lakeBucket, clients.s3);
  for (const each of settings.replications) {
    await deploySource(each, each.source.bucket ?? resources.lakeBucket, place, clients);
  }
  const { installation, prefix } = place.names;
  const wanted = localOutputs(settings).map((each) => outputResources(each, place, resources));
  await removeLeftOutputs(installation, wanted, clients);
  for (const each of localOutputs(settings)) {
    const own = outputResources(each, place, resources);
    // noted before anything is made: what is made in part is taken away, too
    const parameter = destinationParameter(prefix, each.output.name);
    await clients.outputs.set(own.queueArn, { ...toRemove(own), installation, parameter });
    const props = outputRightsProps(each, own, place, resources);
    const roles = [
      ...outputFunctionRoles(own, props),
      ...outputMachineRoles(own, place, props),
      ...(each.output.backfill === 'off' ? [] : [comparisonScheduleRole(own, place, resources.keyArn)]),
    ];
    await deployRoles(roles, clients.iam, clients.roles);
    const owner = clients.destination(each.output.destination);
    const source = copiedFrom(each.replication.source, settings.lake, place, place.names);
    await deployDestination({ output: each.output, source }, place, () => issuerOf(clients.iam), owner);
    await deployOutputMachines(own, place, clients.sfn);
    await deployOutput(each, own, place, clients);
    await deployComparisonSchedule(each.output, own, settings.timeZone, clients.scheduler);
  }
}
