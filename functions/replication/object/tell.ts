import { ofOutput, REPLICATION_EVENT, REPLICATION_METRIC } from '../../../core/replication/names';
import type { ReplicationItem } from '../../../core/replication/receipts';
import type { Replicator, Successor } from './replicator';

type Telling = Pick<Replicator, 'output' | 'log' | 'metric' | 'now'>;

const factsOf = ({ output }: Telling, { event, attempts }: ReplicationItem) => ({
  output: output.name,
  bucket: event.bucket,
  key: event.key,
  versionId: event.versionId,
  attempts,
});

/** Log and metrics of work that ended. */
export function tellSettled(telling: Telling, item: ReplicationItem): void {
  const { output, log, metric, now } = telling;
  const facts = factsOf(telling, item);
  const count = (name: string, value = 1): void => metric(name, 'Count', value, ofOutput(output.name));
  const lagSeconds = Math.max(0, (now() - Date.parse(item.event.time)) / 1000);
  // what was set aside, or was gone, arrived nowhere
  if (item.state === 'COMPLETE' || item.state === 'DELETED') {
    metric(REPLICATION_METRIC.lag, 'Seconds', lagSeconds, ofOutput(output.name));
  }
  if (item.state === 'COMPLETE') {
    const bytes = item.receipt?.source.size ?? 0;
    count(REPLICATION_METRIC.objectsComplete);
    metric(REPLICATION_METRIC.bytesComplete, 'Bytes', bytes, ofOutput(output.name));
    log.info('object replicated', { event: REPLICATION_EVENT.objectReplicated, ...facts, bytes, lagSeconds });
  } else if (item.state === 'SET_ASIDE') {
    count(REPLICATION_METRIC.objectsSetAside);
    log.warn('object set aside', { event: REPLICATION_EVENT.objectSetAside, ...facts, reason: item.reason });
  } else if (item.state === 'DELETED') {
    count(REPLICATION_METRIC.objectsDeleted);
    log.info('object deleted', { event: REPLICATION_EVENT.objectDeleted, ...facts });
  } else {
    log.info('object gone before its turn', { event: REPLICATION_EVENT.objectGone, ...facts });
  }
}

/** Log of an object that a machine goes on with. */
export function tellHandedOver(telling: Telling, item: ReplicationItem, successor: Successor, execution: string): void {
  telling.log.info('object handed over', {
    event: REPLICATION_EVENT.objectHandedOver,
    ...factsOf(telling, item),
    machine: successor,
    execution,
  });
}
