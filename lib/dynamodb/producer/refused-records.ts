import { Construct } from 'constructs';
import { deliveryStreamLink } from '../../../core/runs/console-links';
import { WATCH_PERIOD } from '../../shared/monitoring';
import type { ProducerAlarmProps } from './alarm-props';
import { transformMetric } from './transform-metric';

const NAME = 'refused-records';

/** Alarms when a record became no row: it lies in the error folder. Firehose itself counts none. */
export class RefusedRecords extends Construct {
  constructor(scope: Construct, id: string, { settings, producer, streamName, monitoring }: ProducerAlarmProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      which: producer.name,
      says: 'A record could not be read, so its change is in no row.',
      metric: transformMetric(this, streamName, 'failed', WATCH_PERIOD),
      console: deliveryStreamLink(settings.environment, streamName),
    });
  }
}
