import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { deployDeadLetters } from '../dead-letters';
import type { Place } from '../resources';
import { type LocalSchedule, putSchedule, removeOtherSchedules, scheduleName } from '../schedules';
import { loadResources } from './load-resources';
import { producerResources } from './resources';

const PREFIX = 'window-';

/** Takes away those of tables and entries that are gone, before what they start is. */
export const removeLeftWindowSchedules = (
  producers: readonly ProducerSettings[],
  place: Place,
  scheduler: SchedulerClient,
): Promise<void> => removeOtherSchedules(PREFIX, schedulesOf(producers, place), place, scheduler);

/** Starts incremental exports of each table by the clock, the first one at once: its table is streamed by now. */
export async function deployWindowSchedules(
  producers: readonly ProducerSettings[],
  place: Place,
  { scheduler, sqs }: { readonly scheduler: SchedulerClient; readonly sqs: SQSClient },
): Promise<void> {
  for (const producer of producers) {
    if (producer.repairHours === undefined) continue;
    const { undelivered } = loadResources(producer, place);
    const { keyArn } = producerResources(producer, place);
    await deployDeadLetters(undelivered, [], place, { resources: { keyArn }, sqs });
  }
  for (const each of schedulesOf(producers, place)) await putSchedule(each, scheduler);
}

const schedulesOf = (producers: readonly ProducerSettings[], place: Place): LocalSchedule[] =>
  producers.flatMap((producer) => {
    const { repairHours, tables } = producer;
    return repairHours === undefined ? [] : tables.map((table) => scheduleOf(table, repairHours, producer, place));
  });

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
