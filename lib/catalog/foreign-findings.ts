import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { CATALOG_METRIC } from '../../core/catalog/names';
import type { Settings } from '../../core/config/types';
import { functionLink } from '../../core/runs/console-links';
import { namesIn } from '../shared/lakeferry-stack';
import type { LambdaFunction } from '../shared/lambda-function';
import { type Monitoring, WATCH_PERIOD } from '../shared/monitoring';

export interface ForeignFindingsProps {
  readonly settings: Settings;
  /** Counts them. */
  readonly applyGovernance: LambdaFunction;
  readonly monitoring: Monitoring;
}

const NAME = 'foreign-findings';

/** Ways of others to governed data that the policy does not accept. */
export class ForeignFindings extends Construct {
  constructor(scope: Construct, id: string, { settings, applyGovernance, monitoring }: ForeignFindingsProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      says: 'Somebody has rights on governed data, or another way to it, that the policy does not accept.',
      metric: new Metric({
        namespace: namesIn(this).metricsNamespace,
        metricName: CATALOG_METRIC.foreignFindings,
        dimensionsMap: { service: applyGovernance.name },
        statistic: 'Sum',
        period: WATCH_PERIOD,
      }),
      console: functionLink(settings.environment, namesIn(this).deployed(applyGovernance.name)),
    });
  }
}
