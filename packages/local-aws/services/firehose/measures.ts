import { Changes } from '../../store';
import type { Datapoints, Metric } from '../cloudwatch';
import { earliest, type Outcome, type SourceRecord } from './record';
import type { DeliveryStream } from './streams';

type Named = Pick<DeliveryStream, 'accountId' | 'name'>;

/** Of an invocation that brought no answer, in contrast to a record that the function refused. */
const WHOLE_BATCH =
  /^Lambda\.(FunctionError|ResourceNotFound|InvokeAccessDenied|InvokeLimitExceeded|JsonProcessingException)$/;

/** What CloudWatch hears of delivery streams, by the names of the developer guide's "Monitoring with CloudWatch". */
export class DeliveryMeasures {
  /** Without `datapoints` nobody can ask. */
  constructor(readonly datapoints: Datapoints | undefined) {}

  /** `oldest`: when the oldest record came that is in no bucket yet. */
  watch(waiting: () => readonly (Named & { readonly oldest: number })[]): void {
    this.datapoints?.watch(() => waiting().map((each) => ({ metric: freshnessOf(each), since: each.oldest })));
  }

  async read(stream: Named, records: number, millisBehindLatest: number): Promise<void> {
    await this.#add(stream, [
      ['KinesisMillisBehindLatest', 'Milliseconds', millisBehindLatest],
      ['DataReadFromKinesisStream.Records', 'Count', records],
    ]);
  }

  async transformed(stream: Named, outcomes: readonly Outcome[], durationMs: number): Promise<void> {
    const isAnswered = outcomes.some((each) => each.result !== 'Failed' || !WHOLE_BATCH.test(each.failure.code));
    await this.#add(stream, [
      ['ExecuteProcessing.Duration', 'Milliseconds', durationMs],
      ['ExecuteProcessing.Success', 'Count', isAnswered ? 1 : 0],
      ['SucceedProcessing.Records', 'Count', outcomes.filter(({ result }) => result !== 'Failed').length],
    ]);
  }

  async refused(stream: Named): Promise<void> {
    await this.#add(stream, [['DeliveryToS3.Success', 'Count', 0]]);
  }

  /** Records that came to no row are in the bucket too, and are no delivered records. */
  async delivered(stream: Named, sources: readonly SourceRecord[], bytes: number, isError: boolean): Promise<void> {
    await this.#add(
      stream,
      isError
        ? []
        : [
            ['DeliveryToS3.Success', 'Count', 1],
            ['DeliveryToS3.Records', 'Count', sources.length],
            ['DeliveryToS3.Bytes', 'Bytes', bytes],
          ],
      earliest(sources),
    );
  }

  async #add(
    stream: Named,
    values: readonly (readonly [name: string, unit: string, value: number])[],
    since?: number,
  ): Promise<void> {
    const { datapoints } = this;
    if (datapoints === undefined) return;
    await Changes.together(datapoints.deps.store, (changes) => {
      for (const [name, unit, value] of values) datapoints.add(metricOf(stream, name, unit), value, changes);
      if (since !== undefined) datapoints.waited({ metric: freshnessOf(stream), since }, changes);
    });
  }
}

const metricOf = ({ accountId, name }: Named, metric: string, unit: string): Metric => ({
  ...{ accountId, unit, name: metric },
  namespace: 'AWS/Firehose',
  dimensions: { DeliveryStreamName: name },
});

const freshnessOf = (stream: Named): Metric => metricOf(stream, 'DeliveryToS3.DataFreshness', 'Seconds');
