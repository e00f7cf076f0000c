import type {
  Dimension,
  GetMetricStatisticsCommandInput,
  ListMetricsCommandInput,
  MetricDatum,
  PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Operation } from '../../service';
import { Changes } from '../../store';
import { pageOf } from '../page';
import { type Datapoints, type Metric, seriesOf } from './datapoints';
import { invalidCombination, invalidValue, missing } from './errors';
import { checkedStatistic, checkPeriod, valuesOf } from './statistics';

/** API Reference, "GetMetricStatistics", "ListMetrics" and "PutMetricData". */
const MAX_STATISTICS_POINTS = 1440;
const METRICS_PER_PAGE = 500;
const LISTED_MS = 14 * 24 * 3_600_000;
const RECENT_MS = 3 * 3_600_000;
const MAX_DATA = 1000;
const MAX_DIMENSIONS = 30;
const MAX_VALUES = 150;
const OLDEST_MS = 14 * 24 * 3_600_000;
const NEWEST_MS = 2 * 3_600_000;

export const metricOperations = (datapoints: Datapoints): Readonly<Record<string, Operation>> => ({
  GetMetricStatistics: async (input: GetMetricStatisticsCommandInput, { accountId }) => {
    const { Namespace, MetricName, Dimensions = [], StartTime, EndTime, Period, Statistics = [], Unit } = input;
    if (Namespace === undefined) throw missing('Namespace');
    if (MetricName === undefined) throw missing('MetricName');
    if (StartTime === undefined) throw missing('StartTime');
    if (EndTime === undefined) throw missing('EndTime');
    if (Statistics.length === 0) throw missing('Statistics');
    if (StartTime >= EndTime) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
    const period = checkPeriod(Period);
    const statistics = Statistics.map(checkedStatistic);
    const [start, end] = [StartTime.getTime(), EndTime.getTime()];
    const points = Math.floor((end - start) / (period * 1000));
    if (points > MAX_STATISTICS_POINTS)
      throw invalidCombination(
        `You have requested up to ${points} datapoints, which exceeds the limit of ${MAX_STATISTICS_POINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
      );
    const asked = { namespace: Namespace, name: MetricName, dimensions: Dimensions, unit: Unit, period, start, end };
    const values = valuesOf(datapoints.all(accountId), asked, datapoints.deps.clock.now());
    const Datapoints = values.map(({ timestamp, unit, ...all }) => ({
      ...{ Timestamp: new Date(timestamp), Unit: unit },
      ...Object.fromEntries(statistics.map((each) => [each, all[each]])),
    }));
    return { Label: MetricName, Datapoints };
  },
  ListMetrics: async (input: ListMetricsCommandInput, { accountId }) => {
    const { Namespace, MetricName, Dimensions = [], RecentlyActive, NextToken } = input;
    const since = datapoints.deps.clock.now() - (RecentlyActive === undefined ? LISTED_MS : RECENT_MS);
    const found = new Map<string, Metric>();
    for (const each of datapoints.all(accountId)) {
      const isNamed = (Namespace ?? each.namespace) === each.namespace && (MetricName ?? each.name) === each.name;
      const hasAll = Dimensions.every(({ Name = '', Value }) => {
        const own = each.dimensions[Name];
        return own !== undefined && (Value === undefined || Value === own);
      });
      if (isNamed && hasAll && each.minute >= since) found.set(seriesOf(each), each);
    }
    const series = [...found.keys()].sort();
    const { items, next } = pageOf(series, NextToken, METRICS_PER_PAGE, 'InvalidParameterValueException');
    return { Metrics: items.map((each) => described(found.get(each)!)), NextToken: next };
  },
  PutMetricData: async ({ Namespace, MetricData = [] }: PutMetricDataCommandInput, { accountId }) => {
    if (Namespace === undefined) throw missing('Namespace');
    if (MetricData.length === 0) throw missing('MetricData');
    if (Namespace.startsWith('AWS/')) throw invalidValue(`The value AWS/ for parameter Namespace is invalid.`);
    if (MetricData.length > MAX_DATA)
      throw invalidValue(`The collection MetricData must not have a size greater than ${MAX_DATA}.`);
    const { clock, store } = datapoints.deps;
    await Changes.together(store, (changes) => {
      for (const each of MetricData) {
        const metric = metricOf(Namespace, each, accountId);
        const at = timeOf(each, clock.now());
        for (const values of valuesIn(each)) datapoints.merge(metric, values, changes, at);
      }
    });
    return {};
  },
});

const described = ({ namespace, name, dimensions }: Metric): object => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

function metricOf(namespace: string, { MetricName, Dimensions = [], Unit }: MetricDatum, accountId: string): Metric {
  if (MetricName === undefined) throw missing('MetricData.member.1.MetricName');
  if (Dimensions.length > MAX_DIMENSIONS)
    throw invalidValue(`The collection Dimensions must not have a size greater than ${MAX_DIMENSIONS}.`);
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }: Dimension) => [Name, Value]));
  return { accountId, namespace, name: MetricName, dimensions, unit: Unit ?? 'None' };
}

/** Throws for a time that CloudWatch does not take. */
function timeOf({ MetricName, Timestamp }: MetricDatum, now: number): number {
  const at = Timestamp?.getTime() ?? now;
  if (at >= now - OLDEST_MS && at <= now + NEWEST_MS) return at;
  throw invalidValue(
    `The Timestamp of ${MetricName} must lie within the past two weeks and the next two hours. It is ${Timestamp?.toISOString()}.`,
  );
}

function valuesIn({ MetricName, Value, Values, Counts, StatisticValues: set }: MetricDatum) {
  if ([Value, Values, set].filter((each) => each !== undefined).length !== 1)
    throw invalidCombination(`Use one of Value, Values and StatisticValues for ${MetricName}.`);
  if (set !== undefined) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = set;
    return [{ count: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum }];
  }
  if (Values !== undefined && Values.length > MAX_VALUES)
    throw invalidValue(`The collection Values of ${MetricName} must not have a size greater than ${MAX_VALUES}.`);
  if (Counts !== undefined && Counts.length !== Values?.length)
    throw invalidValue(`Values and Counts of ${MetricName} must have the same size.`);
  return (Values ?? [Value!]).map((value, i) => {
    const count = Counts?.[i] ?? 1;
    return { count, sum: value * count, minimum: value, maximum: value };
  });
}
