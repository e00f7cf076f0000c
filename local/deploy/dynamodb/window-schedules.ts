import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { deployDeadLetters } from '../dead-letters';
import type { Place } from '../resources';
import { type LocalSchedule, putSchedules, scheduleName } from '../schedules';
import { loadResources } from './load-resources';
import { producerResources } from './resources';

const PREFIX = 'window-';

/** Starts incremental exports of each table by the clock. Schedules of tables and entries that are gone go. */
export async function deployWindowSchedules(
  producers: readonly ProducerSettings[],
  place: Place,
  { scheduler, sqs }: { readonly scheduler: SchedulerClient; readonly sqs: SQSClient },
): Promise<void> {
  const wanted: LocalSchedule[] = [];
  for (const producer of producers) {
    const { repairHours, tables } = producer;
    if (repairHours === undefined) continue;
    const { undelivered } = loadResources(producer, place);
    const { keyArn } = producerResources(producer, place);
    await deployDeadLetters(undelivered, [], place, { resources: { keyArn }, sqs });
    wanted.push(...tables.map((table) => scheduleOf(table, repairHours, producer, place)));
  }
  await putSchedules(PREFIX, wanted, place, scheduler);
}

function scheduleOf(table: string, hours: number, producer: ProducerSettings, place: Place): LocalSchedule {
  const { machine, scheduleRole, undeliveredArn } = loadResources(producer, place);
  return {
    // no entry's name has a dot, so no two tables have one name
    name: scheduleName(place, PREFIX, `${producer.name}.${table}`),
    description: `lakeferry: exports what was written to ${table}`,
    expression: hours === 1 ? 'rate(1 hour)' : `rate(${hours} hours)`,
    timeZone: 'Etc/UTC',
    machineArn: machine.machineArn,
    roleArn: scheduleRole,
    deadLetters: undeliveredArn,
    input: { table, window: true },
  };
}
