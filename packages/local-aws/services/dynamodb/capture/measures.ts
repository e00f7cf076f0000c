import type { Changes } from '../../../store';
import type { Datapoints, Metric } from '../../cloudwatch';

/** AWS documents the dimension and none of its values: this one stands for whatever it is. */
const DELEGATED_OPERATION = 'KinesisStreamingDestination';

interface OfTable {
  readonly table: string;
  readonly streamArn: string;
}

/** A change on its way. */
interface Changed extends OfTable {
  readonly micros: number;
}

/** What CloudWatch hears of changes on their way to a stream, by the names of DynamoDB's metrics and dimensions. */
export class CaptureMeasures {
  /** Without `datapoints` nobody can ask. */
  constructor(readonly datapoints: Datapoints | undefined) {}

  watch(waiting: () => readonly Changed[]): void {
    this.datapoints?.watch(() => oldestOfEach(waiting()).map(ageOf));
  }

  /** Changes that are in the stream. */
  sent(changes: readonly Changed[], together: Changes): void {
    for (const oldest of oldestOfEach(changes)) this.datapoints?.waited(ageOf(oldest), together);
  }

  throttled(of: OfTable, count: number, together: Changes): void {
    if (count > 0) this.datapoints?.add(metricOf(of, 'ThrottledPutRecordCount', 'Count'), count, together);
  }

  /** Changes that are lost. */
  failed(of: OfTable, count: number, together: Changes): void {
    if (count > 0) this.datapoints?.add(metricOf(of, 'FailedToReplicateRecordCount', 'Count'), count, together);
  }
}

/** Of each table and stream the change that has waited longest. */
function oldestOfEach(changes: readonly Changed[]): Changed[] {
  const oldest = new Map<string, Changed>();
  for (const each of changes) {
    const key = `${each.table} ${each.streamArn}`;
    const known = oldest.get(key);
    if (known === undefined || each.micros < known.micros) oldest.set(key, each);
  }
  return [...oldest.values()];
}

const metricOf = ({ table, streamArn }: OfTable, name: string, unit: string): Metric => ({
  ...{ name, unit },
  accountId: streamArn.split(':')[4] ?? '',
  namespace: 'AWS/DynamoDB',
  dimensions: { DelegatedOperation: DELEGATED_OPERATION, TableName: table },
});

const ageOf = (change: Changed) => ({
  metric: metricOf(change, 'AgeOfOldestUnreplicatedRecord', 'Milliseconds'),
  since: change.micros / 1000,
});
