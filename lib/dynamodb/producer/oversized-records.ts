import { Construct } from 'constructs';
import { deliveryStreamLink } from '../../../core/runs/console-links';
import { WATCH_PERIOD } from '../../shared/monitoring';
import type { ProducerAlarmProps } from './alarm-props';
import { transformMetric } from './transform-metric';

const NAME = 'oversized-records';

/** Alarms when a row had no room in the transform's answer: its record lies in the error folder. */
export class OversizedRecords extends Construct {
  constructor(scope: Construct, id: string, { settings, producer, streamName, monitoring }: ProducerAlarmProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      which: producer.name,
      says: 'A row was too large to be delivered, so its change is in no row.',
      metric: transformMetric(this, streamName, 'oversized', WATCH_PERIOD),
      console: deliveryStreamLink(settings.environment, streamName),
    });
  }
}
