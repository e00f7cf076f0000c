import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import { EXPORTS_BUCKET } from '../../../core/dynamodb/load/files';
import {
  finishLoadRights,
  followTableExportRights,
  type LoadRightsProps,
  loadRowsRights,
  loadTableRights,
  startTableExportRights,
} from '../../../core/dynamodb/rights/load';
import { pascalCase } from '../../../core/names';
import { distributedMaps, invoking } from '../../../core/rights/machines';
import { mapLabelsOf } from '../../../core/rights/map-labels';
import type { Permission } from '../../../core/rights/permission';
import { scheduleRights, scheduleTrust } from '../../../core/rights/schedules';
import type { DurableMap } from '../../../packages/local-aws/store';
import { deployDataBuckets } from '../buckets';
import { machineFile, readMachine } from '../machine-file';
import { deployFile } from '../machines';
import type { Place } from '../resources';
import { deployRoles, type LocalRole } from '../roles';
import { LOAD_FUNCTIONS, type LoadFunctionName, loadResources } from './load-resources';
import { landingOf, localProducers, producerResources } from './resources';
import { removeLeftWindowSchedules } from './window-schedules';

export interface LoadClients {
  readonly s3: S3Client;
  readonly buckets: DurableMap<string>;
  readonly iam: IAMClient;
  readonly roles: DurableMap<string>;
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
}

type Streams = Pick<Settings, 'dynamodb' | 'landing'>;

/** What the stacks of producers load tables with, but for the functions, and the schedules, which come last. */
export async function deployLoads(settings: Streams, place: Place, clients: LoadClients): Promise<void> {
  for (const producer of localProducers(settings)) {
    const own = loadResources(producer, place);
    const { keyArn } = producerResources(producer, place);
    const exports = { name: own.bucket, folder: 'exports', statements: [], ...EXPORTS_BUCKET };
    await deployDataBuckets([exports], own.logBucket, keyArn, place, clients);
    await deployRoles(loadRoles(producer, settings, place), clients.iam, clients.roles);
    const functions = LOAD_FUNCTIONS.map((name) => [pascalCase(name), own.functionOf(name).functionArn]);
    const values = { Partition: place.partition, ...Object.fromEntries(functions) };
    await deployFile('load-table', own.machine, values, clients.sfn);
  }
  await removeLeftWindowSchedules(localProducers(settings), place, clients.scheduler);
}

/** Roles of functions, machine and schedules, with the statements that the stack gives them. */
export function loadRoles(producer: ProducerSettings, settings: Streams, place: Place): Omit<LocalRole, 'owner'>[] {
  const own = loadResources(producer, place);
  const { keyArn: key } = producerResources(producer, place);
  const landing = landingOf(producer, settings, place);
  const props: LoadRightsProps = {
    ...{ place, entry: producer.name, tables: producer.tables },
    ...{ exportsBucket: `arn:${place.partition}:s3:::${own.bucket}`, key },
    ...{ landingBucket: landing.bucket, landingKey: landing.key },
  };
  const functions: Readonly<Record<LoadFunctionName, readonly Permission[]>> = {
    'start-table-export': startTableExportRights(props),
    'follow-table-export': followTableExportRights(props),
    'load-rows': loadRowsRights(props),
    'finish-load': finishLoadRights(props),
  };
  const { machineArn, machineName, roleArn } = own.machine;
  const labels = mapLabelsOf(JSON.parse(readMachine(machineFile('load-table'))));
  const called = LOAD_FUNCTIONS.map((name) => own.functionOf(name).functionArn);
  return [
    ...LOAD_FUNCTIONS.map((name) => ({
      arn: own.functionOf(name).roleArn,
      service: 'lambda.amazonaws.com',
      permissions: functions[name],
    })),
    {
      arn: roleArn,
      service: 'states.amazonaws.com',
      permissions: [...loadTableRights(props), ...invoking(called), ...distributedMaps(place, machineName, labels)],
    },
    ...(producer.repairHours === undefined
      ? []
      : [
          {
            arn: own.scheduleRole,
            service: 'scheduler.amazonaws.com',
            trustedIf: scheduleTrust(place.accountId),
            permissions: scheduleRights({ machine: machineArn, undelivered: own.undeliveredArn, key }),
          },
        ]),
  ];
}
