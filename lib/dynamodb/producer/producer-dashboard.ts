import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { namesIn } from '../../shared/lakeferry-stack';
import { transformMetric } from './transform-metric';

export interface ProducerDashboardProps {
  readonly entry: string;
  /** Of the stream, and of its delivery stream. */
  readonly streamName: string;
}

const PERIOD = Duration.minutes(5);

/** What one stream of changes does now: records on their way, how late they are, and what became no row. */
export class ProducerDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { entry, streamName }: ProducerDashboardProps) {
    super(scope, id, { dashboardName: namesIn(scope).deployed(`dynamodb-${entry}`) });
    const metric = (namespace: string, metricName: string, statistic: 'Sum' | 'Maximum'): IMetric =>
      new Metric({
        namespace: `AWS/${namespace}`,
        metricName,
        dimensionsMap: { [namespace === 'Kinesis' ? 'StreamName' : 'DeliveryStreamName']: streamName },
        statistic,
        period: PERIOD,
      });
    const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });
    this.addWidgets(
      graph('Records', [
        metric('Kinesis', 'IncomingRecords', 'Sum'),
        transformMetric(this, streamName, 'flattened', PERIOD),
        metric('Firehose', 'DeliveryToS3.Records', 'Sum'),
      ]),
      graph('Bytes', [metric('Kinesis', 'IncomingBytes', 'Sum'), metric('Firehose', 'DeliveryToS3.Bytes', 'Sum')]),
      graph('Milliseconds behind the stream', [
        metric('Kinesis', 'GetRecords.IteratorAgeMilliseconds', 'Maximum'),
        metric('Firehose', 'KinesisMillisBehindLatest', 'Maximum'),
      ]),
      graph('Seconds until delivery', [metric('Firehose', 'DeliveryToS3.DataFreshness', 'Maximum')]),
      graph('Records that became no row', [
        transformMetric(this, streamName, 'failed', PERIOD),
        transformMetric(this, streamName, 'oversized', PERIOD),
      ]),
      graph('Throttling', [
        metric('Kinesis', 'WriteProvisionedThroughputExceeded', 'Sum'),
        metric('Firehose', 'ThrottledGetRecords', 'Sum'),
      ]),
    );
  }
}
