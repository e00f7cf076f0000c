import type { Settings } from '../../../core/config/types';
import { historyFolder } from '../../../core/dynamodb/publication/folders';
import { PUBLICATIONS_PREFIX } from '../../../core/dynamodb/publication/work-files';
import {
  commitPublicationRights,
  type PublishingRightsProps,
  planPartitionsRights,
  planPublicationRights,
  publishPartitionRights,
} from '../../../core/dynamodb/rights/publishing';
import { sortRowsRights, writePartitionRights } from '../../../core/dynamodb/rights/rows';
import { isRegistered } from '../../../core/lake/catalog-database';
import { catalogDatabases } from '../../../core/lake/catalog-databases';
import { fillCatalog } from '../../../core/lake/filling-rights';
import { databaseArns } from '../../../core/rights/catalog-arns';
import { distributedMaps, invoking, nested } from '../../../core/rights/machines';
import { mapLabelsOf } from '../../../core/rights/map-labels';
import { arnIn, type Permission } from '../../../core/rights/permission';
import { scheduleRights, scheduleTrust } from '../../../core/rights/schedules';
import { deadLetterArn } from '../dead-letters';
import { machineFile, readMachine } from '../machine-file';
import type { LocalResources, Place } from '../resources';
import type { LocalRole } from '../roles';
import {
  isPublished,
  PUBLISHING_FUNCTIONS,
  type PublishingFunctionName,
  publishingResources,
  UNDELIVERED_PUBLICATIONS,
} from './publishing-resources';
import { landingResources } from './resources';

/** Roles of the publishing stack, with the statements that it gives them. */
export function publishingRoles(
  settings: Settings,
  place: Place,
  resources: LocalResources,
): Omit<LocalRole, 'owner'>[] {
  if (!isPublished(settings)) return [];
  const own = publishingResources(place);
  const rights = functionRights(settings, place, resources);
  const { key } = propsOf(settings, place, resources);
  const undelivered = deadLetterArn(place, UNDELIVERED_PUBLICATIONS);
  return [
    ...PUBLISHING_FUNCTIONS.map((name) => ({
      arn: own.functionOf(name).roleArn,
      service: 'lambda.amazonaws.com',
      permissions: rights[name],
    })),
    {
      arn: own.machine.roleArn,
      service: 'states.amazonaws.com',
      permissions: machineRights(settings, place, resources),
    },
    {
      arn: own.scheduleRole,
      service: 'scheduler.amazonaws.com',
      trustedIf: scheduleTrust(place.accountId),
      permissions: scheduleRights({ machine: own.machine.machineArn, undelivered, key }),
    },
  ];
}

function functionRights(
  settings: Settings,
  place: Place,
  resources: LocalResources,
): Readonly<Record<PublishingFunctionName, readonly Permission[]>> {
  const props = propsOf(settings, place, resources);
  const lakeFolder = historyFolder(settings);
  const rows = { ...props, workFolder: PUBLICATIONS_PREFIX, lakeFolder };
  const glueDatabases = catalogDatabases(settings).filter(isRegistered);
  return {
    'plan-publication': planPublicationRights(props),
    'sort-rows': sortRowsRights(rows),
    'plan-partitions': planPartitionsRights(props),
    'write-partition': writePartitionRights(rows),
    'commit-publication': [
      fillCatalog(
        place,
        glueDatabases.flatMap(({ name }) => databaseArns(place, name)),
      ),
      ...commitPublicationRights({ ...props, lakeFolder }),
    ],
  };
}

function machineRights(settings: Settings, place: Place, resources: LocalResources): Permission[] {
  const own = publishingResources(place);
  const definition: unknown = JSON.parse(readMachine(machineFile('publish-partition')));
  return [
    ...publishPartitionRights(propsOf(settings, place, resources)),
    ...invoking(PUBLISHING_FUNCTIONS.map((name) => own.functionOf(name).functionArn)),
    ...nested(place, [place.names.deployed('catalog-tables')]),
    ...distributedMaps(place, own.machine.machineName, mapLabelsOf(definition)),
  ];
}

function propsOf(settings: Settings, place: Place, resources: LocalResources): PublishingRightsProps {
  const bucketArn = (name: string): string => `arn:${place.partition}:s3:::${name}`;
  const landing = landingResources(settings, place);
  return {
    place,
    ledger: arnIn(place, 'dynamodb', `table/${resources.ledgerTable}`),
    key: resources.keyArn,
    workBucket: bucketArn(resources.workBucket),
    lakeBucket: bucketArn(resources.lakeBucket),
    landingBucket: landing.bucketArn,
    landingKey: landing.keyArn,
  };
}
