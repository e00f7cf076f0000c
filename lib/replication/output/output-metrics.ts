import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ofOutput, REPLICATION_METRIC } from '../../../core/replication/names';
import { namesIn } from '../../shared/lakeferry-stack';

/** Functions that copy objects: each is a dimension of its own beside the output. */
const COPIERS = [
  'replicate-object',
  'open-upload',
  'copy-parts',
  'complete-upload',
  'replicate-batch',
  'convert-parquet',
];
const COMPARERS = ['report-comparison'];

export type OutputMetric = keyof typeof REPLICATION_METRIC;

/** A metric of one output, over all functions that write it. Missing data points count as nothing. */
export function outputMetric(
  scope: IConstruct,
  output: string,
  metric: OutputMetric,
  { statistic, period }: { readonly statistic: 'Sum' | 'Maximum'; readonly period: Duration },
): IMetric {
  const services = metric === 'missing' || metric === 'different' ? COMPARERS : COPIERS;
  const usingMetrics = Object.fromEntries(
    services.map((service, i) => [
      `${metric}${i}`,
      new Metric({
        namespace: namesIn(scope).metricsNamespace,
        metricName: REPLICATION_METRIC[metric],
        dimensionsMap: { service, ...ofOutput(output) },
        statistic,
        period,
      }),
    ]),
  );
  const filled = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  const expression = statistic === 'Sum' ? filled.join(' + ') : `MAX([${filled.join(', ')}])`;
  return new MathExpression({ expression, usingMetrics, label: REPLICATION_METRIC[metric], period });
}
