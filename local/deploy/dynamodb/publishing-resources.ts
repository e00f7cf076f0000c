import type { Settings } from '../../../core/config/types';
import { readerRole } from '../../../core/lake/readers';
import { publishingMachines } from '../../../core/machines';
import { arnIn } from '../../../core/rights/permission';
import type { Place } from '../resources';

/** Functions of the publishing stack. */
export const PUBLISHING_FUNCTIONS = [
  'plan-publication',
  'sort-rows',
  'plan-partitions',
  'write-partition',
  'commit-publication',
] as const;
export type PublishingFunctionName = (typeof PUBLISHING_FUNCTIONS)[number];

/** Their roles have fixed names, because policies of buckets name them. */
const READERS: readonly string[] = ['plan-publication', 'sort-rows', 'write-partition'];

/** Starts of the machine that could not be delivered. */
export const UNDELIVERED_PUBLICATIONS = 'undelivered-publications';

export const isPublished = ({ dynamodb }: Pick<Settings, 'dynamodb'>): boolean =>
  publishingMachines(dynamodb).length > 0;

/** What the publishing stack calls its resources. */
export function publishingResources(place: Place) {
  const { partition, accountId, region, names } = place;
  const roleArn = (name: string): string => `arn:${partition}:iam::${accountId}:role/${name}`;
  const roleName = (name: string): string =>
    READERS.includes(name) ? readerRole(names, name, region) : names.deployed(name);
  const machineName = names.deployed('publish-partition');
  return {
    functionOf: (name: PublishingFunctionName) => ({
      functionName: names.deployed(name),
      functionArn: arnIn(place, 'lambda', `function:${names.deployed(name)}`),
      roleArn: roleArn(roleName(name)),
    }),
    machine: {
      machineName,
      machineArn: arnIn(place, 'states', `stateMachine:${machineName}`),
      roleArn: roleArn(machineName),
    },
    scheduleRole: roleArn(names.deployed('publish-schedules')),
  };
}
