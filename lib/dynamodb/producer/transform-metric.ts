import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { FLATTEN_METRIC, ofDeliveryStream } from '../../../core/dynamodb/names';
import { namesIn } from '../../shared/lakeferry-stack';

/** What the transform of one delivery counts. */
export const transformMetric = (
  scope: IConstruct,
  deliveryStream: string,
  metric: keyof typeof FLATTEN_METRIC,
  period: Duration,
): Metric =>
  new Metric({
    namespace: namesIn(scope).metricsNamespace,
    metricName: FLATTEN_METRIC[metric],
    dimensionsMap: { service: 'flatten-items', ...ofDeliveryStream(deliveryStream) },
    statistic: 'Sum',
    period,
  });
