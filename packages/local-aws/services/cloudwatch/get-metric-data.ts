import type { GetMetricDataCommandInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../clock';
import type { Operation } from '../../service';
import { pageOf } from '../page';
import type { Datapoint, Datapoints } from './datapoints';
import { invalidQuery } from './errors';
import { checkedStatistic, checkPeriod, valuesOf } from './statistics';

/** API Reference, "GetMetricData". */
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const ID = /^[a-z][a-zA-Z0-9_]{0,254}$/;

interface Point {
  readonly query: number;
  readonly timestamp: number;
  readonly value: number;
}

/** Values of many metrics at once. Expressions, searches and anomaly bands are refused. */
export const getMetricData =
  (datapoints: Datapoints): Operation =>
  async (input: GetMetricDataCommandInput, { accountId }) => {
    const { MaxDatapoints = MAX_DATAPOINTS, NextToken } = input;
    const queries = checkedQueries(input);
    if (MaxDatapoints < 1 || MaxDatapoints > MAX_DATAPOINTS)
      throw invalidQuery(`MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}. It is ${MaxDatapoints}.`);
    const all = datapoints.all(accountId);
    const points = queries.flatMap((each, query) => pointsOf(all, each, query, input, datapoints.deps.clock));
    const { items, next } = pageOf(points, NextToken, MaxDatapoints, 'InvalidNextToken');
    const own: Point[][] = queries.map(() => []);
    for (const each of items) own[each.query]!.push(each);
    const left = new Set(points.slice(points.indexOf(items.at(-1)!) + 1).map(({ query }) => query));
    const results = queries.map(
      ({ Id, Label, MetricStat }, i): MetricDataResult => ({
        ...{ Id, Label: Label ?? MetricStat?.Metric?.MetricName },
        Timestamps: own[i]!.map(({ timestamp }) => new Date(timestamp)),
        Values: own[i]!.map(({ value }) => value),
        StatusCode: left.has(i) ? 'PartialData' : 'Complete',
      }),
    );
    return { MetricDataResults: results.filter((_each, i) => queries[i]!.ReturnData !== false), NextToken: next };
  };

function checkedQueries({ MetricDataQueries = [], StartTime, EndTime }: GetMetricDataCommandInput): MetricDataQuery[] {
  if (MetricDataQueries.length === 0) throw invalidQuery('The parameter MetricDataQueries is required.');
  if (MetricDataQueries.length > MAX_QUERIES)
    throw invalidQuery(
      `At most ${MAX_QUERIES} MetricDataQueries are allowed, and these are ${MetricDataQueries.length}.`,
    );
  if (StartTime === undefined || EndTime === undefined || StartTime >= EndTime)
    throw invalidQuery('The parameter StartTime must be less than the parameter EndTime.');
  const ids = new Set<string | undefined>();
  for (const { Id, Expression, MetricStat } of MetricDataQueries) {
    if (Id === undefined || !ID.test(Id)) throw invalidQuery(`The value '${Id}' for parameter Id is not valid.`);
    if (ids.has(Id)) throw invalidQuery(`The value '${Id}' for parameter Id is not unique.`);
    if (Expression !== undefined) throw invalidQuery(`Expressions are not served locally: '${Expression}'.`);
    if (MetricStat === undefined) throw invalidQuery(`The query '${Id}' needs MetricStat or Expression.`);
    ids.add(Id);
  }
  if (MetricDataQueries.every(({ ReturnData }) => ReturnData === false))
    throw invalidQuery('At least one query must have ReturnData set to true.');
  return MetricDataQueries;
}

function pointsOf(
  all: readonly Datapoint[],
  { MetricStat }: MetricDataQuery,
  query: number,
  { StartTime, EndTime, ScanBy }: GetMetricDataCommandInput,
  clock: Clock,
): Point[] {
  const { Metric, Period, Stat, Unit } = MetricStat!;
  const { Namespace, MetricName, Dimensions = [] } = Metric ?? {};
  if (Namespace === undefined || MetricName === undefined)
    throw invalidQuery('A metric needs its Namespace and its MetricName.');
  const statistic = checkedStatistic(Stat);
  const asked = {
    ...{ namespace: Namespace, name: MetricName, dimensions: Dimensions, unit: Unit, period: checkPeriod(Period) },
    ...{ start: StartTime!.getTime(), end: EndTime!.getTime() },
  };
  const values = valuesOf(all, asked, clock.now());
  const ordered = ScanBy === 'TimestampAscending' ? values : values.reverse();
  return ordered.map((each) => ({ query, timestamp: each.timestamp, value: each[statistic] }));
}
