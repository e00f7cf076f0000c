import { loadRoleName } from '../../../core/config/dynamodb/defaults';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { exportsBucketName, exportsLogsName } from '../../../core/dynamodb/load/files';
import { streamMachine } from '../../../core/machines';
import { arnIn } from '../../../core/rights/permission';
import { deadLetterArn } from '../dead-letters';
import type { Place } from '../resources';

/** Functions of each machine `load-table`, by their folders. */
export const LOAD_FUNCTIONS = ['start-table-export', 'follow-table-export', 'load-rows', 'finish-load'] as const;
export type LoadFunctionName = (typeof LOAD_FUNCTIONS)[number];

/** What the stack of a producer calls what it loads tables with. */
export function loadResources({ name: entry }: Pick<ProducerSettings, 'name'>, place: Place) {
  const { partition, region, accountId, names } = place;
  const role = (roleName: string): string => `arn:${partition}:iam::${accountId}:role/${roleName}`;
  const undelivered = `undelivered-windows-${entry}`;
  const machineName = names.deployed(streamMachine('load-table', entry));
  return {
    bucket: exportsBucketName(names, entry, place),
    logBucket: exportsLogsName(names, entry, place),
    functionOf: (name: LoadFunctionName) => {
      const functionName = names.deployed(`${name}-${entry}`);
      return {
        functionName,
        functionArn: arnIn(place, 'lambda', `function:${functionName}`),
        roleArn: role(name === 'load-rows' ? loadRoleName(names, entry, region) : functionName),
      };
    },
    machine: {
      machineName,
      machineArn: arnIn(place, 'states', `stateMachine:${machineName}`),
      roleArn: role(machineName),
    },
    scheduleRole: role(names.deployed(`windows-${entry}`)),
    /** Queue, by its name without the installation's. */
    undelivered,
    undeliveredArn: deadLetterArn(place, undelivered),
  };
}
