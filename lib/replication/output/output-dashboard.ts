import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { namesIn } from '../../shared/lakeferry-stack';
import { type OutputMetric, outputMetric } from './output-metrics';
import type { OutputQueue } from './output-queue';

export interface OutputDashboardProps {
  readonly output: string;
  readonly queues: OutputQueue;
}

const PERIOD = Duration.minutes(5);

/** What an output does now: bytes on their way, objects, how long they take, and what waits or failed. */
export class OutputDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { output, queues }: OutputDashboardProps) {
    super(scope, id, { dashboardName: namesIn(scope).deployed(`replication-${output}`) });
    const sum = (metric: OutputMetric): IMetric =>
      outputMetric(this, output, metric, { statistic: 'Sum', period: PERIOD });
    const visible = (label: string, { queue }: { readonly queue: OutputQueue['queue'] }): IMetric =>
      queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: PERIOD, label });
    const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });
    this.addWidgets(
      graph('Bytes', [sum('bytesDownloading'), sum('bytesUploading'), sum('bytesComplete')]),
      graph('Objects', [sum('objectsComplete'), sum('objectsDeleted'), sum('objectsSetAside')]),
      graph('Seconds from the event to its end', [
        outputMetric(this, output, 'lag', { statistic: 'Maximum', period: PERIOD }),
      ]),
      graph('Messages', [
        visible('waiting', queues),
        visible('failed', { queue: queues.failed }),
        visible('undelivered', { queue: queues.undelivered }),
      ]),
      graph('Found by the last comparison', [
        outputMetric(this, output, 'missing', { statistic: 'Maximum', period: PERIOD }),
        outputMetric(this, output, 'different', { statistic: 'Maximum', period: PERIOD }),
      ]),
    );
  }
}
