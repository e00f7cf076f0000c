import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
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
import { scheduleRights } from '../../../core/rights/schedules';
import type { DurableMap } from '../../../packages/local-aws/store';
import { deployDataBuckets } from '../buckets';
import { machineFile, readMachine } from '../machine-file';
import { deployFile } from '../machines';
import type { Place } from '../resources';
import { RetryPolicy } from '../retry-policy';
import { deployRoles, type LocalRole } from '../roles';
import { isThere, unlessAbsent } from '../unless-there';
import { LOAD_FUNCTIONS, type LoadFunctionName, type LoadResources, loadResources } from './load-resources';
import { landingOf, localProducers, producerResources } from './resources';

export interface LoadClients {
  readonly s3: S3Client;
  readonly buckets: DurableMap<string>;
  readonly iam: IAMClient;
  readonly roles: DurableMap<string>;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
  readonly scheduler: SchedulerClient;
}

type Streams = Pick<Settings, 'dynamodb' | 'landing'>;

/** What the stacks of producers load tables with, but for the functions. */
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
    await deploySchedules(producer, own, keyArn, clients);
  }
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
            permissions: scheduleRights({ machine: machineArn, undelivered: own.undeliveredArn, key }),
          },
        ]),
  ];
}

const RETENTION_SECONDS = 14 * 86_400;

async function deploySchedules(
  { tables, repairHours }: ProducerSettings,
  own: LoadResources,
  keyArn: string,
  { scheduler, sqs }: LoadClients,
): Promise<void> {
  if (repairHours === undefined) {
    for (const table of tables)
      await unlessAbsent(scheduler.send(new DeleteScheduleCommand({ Name: own.scheduleOf(table) })));
    return;
  }
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: own.undeliveredArn.split(':').at(-1) }));
  const withoutTls = {
    ...{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: own.undeliveredArn },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [withoutTls] });
  const Attributes = { KmsMasterKeyId: keyArn, MessageRetentionPeriod: String(RETENTION_SECONDS), Policy };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  for (const table of tables) await deploySchedule(table, repairHours, own, scheduler);
}

async function deploySchedule(
  table: string,
  hours: number,
  own: LoadResources,
  scheduler: SchedulerClient,
): Promise<void> {
  const schedule = {
    Name: own.scheduleOf(table),
    Description: `lakeferry: exports what was written to ${table}`,
    ScheduleExpression: hours === 1 ? 'rate(1 hour)' : `rate(${hours} hours)`,
    ScheduleExpressionTimezone: 'Etc/UTC',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    State: 'ENABLED' as const,
    Target: {
      Arn: own.machine.machineArn,
      RoleArn: own.scheduleRole,
      Input: JSON.stringify({ table, window: true }),
      DeadLetterConfig: { Arn: own.undeliveredArn },
      RetryPolicy,
    },
  };
  try {
    await scheduler.send(new CreateScheduleCommand(schedule));
  } catch (error) {
    if (!isThere(error) && (error as Error).name !== 'ConflictException') throw error;
    await scheduler.send(new UpdateScheduleCommand(schedule));
  }
}
