import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { deliveryStreamLink } from '../../../core/runs/console-links';
import { WATCH_PERIOD } from '../../shared/monitoring';
import type { ProducerAlarmProps } from './alarm-props';

const NAME = 'late-delivery';

/** Alarms when a change that Firehose has read waits for longer than it may, for example because the bucket refuses. */
export class LateDelivery extends Construct {
  constructor(scope: Construct, id: string, { settings, producer, streamName, monitoring }: ProducerAlarmProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      which: producer.name,
      says: `A change waits in Firehose for more than ${producer.maxDelayMinutes} minutes.`,
      metric: new Metric({
        namespace: 'AWS/Firehose',
        metricName: 'DeliveryToS3.DataFreshness',
        dimensionsMap: { DeliveryStreamName: streamName },
        statistic: 'Maximum',
        period: WATCH_PERIOD,
      }),
      threshold: producer.maxDelayMinutes * 60,
      console: deliveryStreamLink(settings.environment, streamName),
    });
  }
}
