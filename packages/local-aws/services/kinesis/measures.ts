import { Changes } from '../../store';
import type { Datapoints, Metric } from '../cloudwatch';
import type { StreamRecord } from './streams';

/** What CloudWatch hears of streams, by the names of the developer guide's "Monitoring the service with CloudWatch". */
export class StreamMeasures {
  /** Without `datapoints` nobody can ask. */
  constructor(readonly datapoints: Datapoints | undefined) {}

  /** `taken`: bytes of each record that a shard took. */
  put(stream: StreamRecord, taken: readonly number[], throttled: number, changes: Changes): void {
    const add = (name: string, unit: string, value: number): void =>
      this.datapoints?.add(metricOf(stream, name, unit), value, changes);
    if (taken.length > 0) {
      add('IncomingRecords', 'Count', taken.length);
      const bytes = taken.reduce((sum, each) => sum + each, 0);
      add('IncomingBytes', 'Bytes', bytes);
    }
    if (throttled > 0) add('WriteProvisionedThroughputExceeded', 'Count', throttled);
  }

  /** The whole of a shard that was read, by whoever. */
  async read(stream: StreamRecord, records: number, millisBehindLatest: number): Promise<void> {
    const { datapoints } = this;
    if (datapoints === undefined) return;
    await Changes.together(datapoints.deps.store, (changes) => {
      datapoints.add(metricOf(stream, 'GetRecords.Records', 'Count'), records, changes);
      const age = metricOf(stream, 'GetRecords.IteratorAgeMilliseconds', 'Milliseconds');
      datapoints.add(age, millisBehindLatest, changes);
    });
  }
}

const metricOf = ({ accountId, name }: StreamRecord, metric: string, unit: string): Metric => ({
  ...{ accountId, unit, name: metric },
  namespace: 'AWS/Kinesis',
  dimensions: { StreamName: name },
});
