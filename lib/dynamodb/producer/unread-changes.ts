import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { streamLink } from '../../../core/runs/console-links';
import { WATCH_PERIOD } from '../../shared/monitoring';
import type { ProducerAlarmProps } from './alarm-props';

const NAME = 'unread-changes';

/** Alarms when Firehose reads what is long in the stream: what nobody reads within its retention is lost. */
export class UnreadChanges extends Construct {
  constructor(scope: Construct, id: string, { settings, producer, streamName, monitoring }: ProducerAlarmProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      which: producer.name,
      says: `Firehose is ${producer.maxDelayMinutes} minutes behind the stream ${streamName}.`,
      metric: new Metric({
        namespace: 'AWS/Kinesis',
        metricName: 'GetRecords.IteratorAgeMilliseconds',
        dimensionsMap: { StreamName: streamName },
        statistic: 'Maximum',
        period: WATCH_PERIOD,
      }),
      threshold: producer.maxDelayMinutes * 60_000,
      console: streamLink(settings.environment, streamName),
    });
  }
}
