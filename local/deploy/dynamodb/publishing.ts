import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { DeleteStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../../core/config/types';
import { PUBLISH_SCHEDULE } from '../../../core/dynamodb/publication/schedule';
import { pascalCase } from '../../../core/names';
import { deadLetterArn, deployDeadLetters } from '../dead-letters';
import { deployFile } from '../machines';
import type { LocalResources, Place } from '../resources';
import { type LocalSchedule, putSchedules, scheduleName } from '../schedules';
import { unlessAbsent } from '../unless-there';
import {
  isPublished,
  PUBLISHING_FUNCTIONS,
  publishingResources,
  UNDELIVERED_PUBLICATIONS,
} from './publishing-resources';

export interface PublishingClients {
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
  readonly sqs: SQSClient;
}

/** What the publishing stack makes beside functions and roles. It goes when nothing is published any more. */
export async function deployPublishing(
  settings: Settings,
  place: Place,
  resources: LocalResources,
  clients: PublishingClients,
): Promise<void> {
  const { machine } = publishingResources(place);
  if (isPublished(settings)) {
    await deployDeadLetters(UNDELIVERED_PUBLICATIONS, [], place, { resources, sqs: clients.sqs });
    await deployMachine(place, resources, clients.sfn);
  }
  await deploySchedules(settings, place, clients.scheduler);
  if (!isPublished(settings)) {
    const command = new DeleteStateMachineCommand({ stateMachineArn: machine.machineArn });
    await unlessAbsent(clients.sfn.send(command));
  }
}

async function deployMachine(place: Place, { machines }: LocalResources, sfn: SFNClient): Promise<void> {
  const own = publishingResources(place);
  const values = {
    Partition: place.partition,
    CatalogTables: machines['catalog-tables'],
    ...Object.fromEntries(PUBLISHING_FUNCTIONS.map((name) => [pascalCase(name), own.functionOf(name).functionArn])),
  };
  await deployFile('publish-partition', own.machine, values, sfn);
}

const PREFIX = 'publishes-';

/** One for each entry that publishes. */
async function deploySchedules({ dynamodb }: Settings, place: Place, scheduler: SchedulerClient): Promise<void> {
  const wanted = dynamodb.filter(({ publish }) => publish.length > 0).map(({ name }) => scheduleOf(name, place));
  await putSchedules(PREFIX, wanted, place, scheduler);
}

function scheduleOf(entry: string, place: Place): LocalSchedule {
  const { machine, scheduleRole } = publishingResources(place);
  return {
    name: scheduleName(place, PREFIX, entry),
    description: `lakeferry: publishes what changed in tables of ${entry}`,
    expression: PUBLISH_SCHEDULE,
    timeZone: 'Etc/UTC',
    machineArn: machine.machineArn,
    roleArn: scheduleRole,
    deadLetters: deadLetterArn(place, UNDELIVERED_PUBLICATIONS),
    input: { entry },
  };
}
