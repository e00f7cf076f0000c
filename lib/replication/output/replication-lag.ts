import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { OutputSettings } from '../../../core/config/replication/types';
import type { Settings } from '../../../core/config/types';
import { queuesLink } from '../../../core/runs/console-links';
import { type Monitoring, WATCH_PERIOD } from '../../shared/monitoring';
import { outputMetric } from './output-metrics';

const NAME = 'replication-lag';

export interface ReplicationLagProps {
  readonly settings: Settings;
  readonly output: OutputSettings;
  readonly queue: Queue;
  readonly monitoring: Monitoring;
}

/**
 * Alarms when an object waits for longer than it may: what has arrived says how long it took, and the oldest message
 * how long what has not arrived waits already.
 */
export class ReplicationLag extends Construct {
  constructor(scope: Construct, id: string, { settings, output, queue, monitoring }: ReplicationLagProps) {
    super(scope, id);
    const over = { statistic: 'Maximum' as const, period: WATCH_PERIOD };
    monitoring.watch(this, {
      name: NAME,
      which: output.name,
      says: `An object waited for more than ${output.maxLagMinutes} minutes.`,
      metric: new MathExpression({
        expression: 'MAX([FILL(lag, 0), FILL(waiting, 0)])',
        label: 'seconds from the event to its end',
        usingMetrics: {
          lag: outputMetric(this, output.name, 'lag', over),
          waiting: queue.metricApproximateAgeOfOldestMessage(over),
        },
        period: WATCH_PERIOD,
      }),
      threshold: output.maxLagMinutes * 60,
      console: queuesLink(settings.environment),
    });
  }
}
