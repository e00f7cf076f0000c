import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { PUBLISHING_METRIC } from '../../core/publishing/names';
import { functionLink } from '../../core/runs/console-links';
import { namesIn } from '../shared/lakeferry-stack';
import type { LambdaFunction } from '../shared/lambda-function';
import { type Monitoring, WATCH_PERIOD } from '../shared/monitoring';

export interface IncompleteExportsProps {
  readonly settings: Settings;
  /** Counts them. */
  readonly planCopy: LambdaFunction;
  readonly monitoring: Monitoring;
}

const NAME = 'incomplete-exports';

/** Exports that lack something expected: the rest of their date is published. */
export class IncompleteExports extends Construct {
  constructor(scope: Construct, id: string, { settings, planCopy, monitoring }: IncompleteExportsProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      says: 'An export lacks a table, a database or a name that is expected of it.',
      metric: new Metric({
        namespace: namesIn(this).metricsNamespace,
        metricName: PUBLISHING_METRIC.incompleteExports,
        dimensionsMap: { service: planCopy.name },
        statistic: 'Sum',
        period: WATCH_PERIOD,
      }),
      console: functionLink(settings.environment, namesIn(this).deployed(planCopy.name)),
    });
  }
}
