import {
  type CloudWatchClient,
  type Dimension,
  GetMetricDataCommand,
  ListMetricsCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { METRIC_DELAY_MS, type Measured, type Series } from '../../../core/dynamodb/judge-progress';
import { allPages } from '../../shared/all-pages';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of idle time before that, so that a stage is seen to be quiet. */
const LOOK_BACK_MS = 30 * MINUTE_MS;
/** An entry has 55 metrics at most; one answer of GetMetricData holds 100,800 values. */
const MAX_PERIODS = 1500;
/** CloudWatch keeps minutes for 15 days, and five minutes for 63. */
const PERIODS_MS = [MINUTE_MS, 5 * MINUTE_MS, HOUR_MS];

export interface MeasureProps {
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  /** Of the stream, and of its delivery stream. */
  readonly streamName: string;
  readonly tables: readonly string[];
  /** Milliseconds since the epoch: all before is known. */
  readonly since: number;
  readonly now: number;
}

/** What CloudWatch has of the way from the tables to the bucket. */
export async function measure({ cloudwatch, streamName, tables, since, now }: MeasureProps): Promise<Measured> {
  const span = now - since + LOOK_BACK_MS;
  const periodMs = PERIODS_MS.find((each) => span / each <= MAX_PERIODS) ?? PERIODS_MS.at(-1)!;
  const first = Math.floor((since - LOOK_BACK_MS) / periodMs) * periodMs;
  const end = Math.floor((now - METRIC_DELAY_MS) / periodMs) * periodMs;
  const periods: number[] = [];
  for (let at = first; at < end; at += periodMs) periods.push(at);
  const ofStream = [{ Name: 'StreamName', Value: streamName }];
  const ofDelivery = [{ Name: 'DeliveryStreamName', Value: streamName }];
  const ages = await agesOfTables(cloudwatch, tables);
  const wanted: readonly Wanted[] = [
    { namespace: 'AWS/Kinesis', name: 'IncomingRecords', dimensions: ofStream, stat: 'Sum' },
    { namespace: 'AWS/Firehose', name: 'DataReadFromKinesisStream.Records', dimensions: ofDelivery, stat: 'Sum' },
    { namespace: 'AWS/Kinesis', name: 'GetRecords.IteratorAgeMilliseconds', dimensions: ofStream, stat: 'Maximum' },
    { namespace: 'AWS/Firehose', name: 'KinesisMillisBehindLatest', dimensions: ofDelivery, stat: 'Maximum' },
    { namespace: 'AWS/Firehose', name: 'DeliveryToS3.DataFreshness', dimensions: ofDelivery, stat: 'Maximum' },
    ...ages.map(({ dimensions }) => ({ ...AGE, dimensions, stat: 'Maximum' })),
  ];
  const found =
    periods.length === 0 ? wanted.map(() => []) : await valuesOf(cloudwatch, wanted, { first, end, periodMs });
  const series = found.map((each): Series => new Map(each));
  const [incoming, read, iterator, behind, freshness, ...ofTables] = series;
  return {
    ...{ periods, periodMs, incoming: incoming!, read: read!, behind: [iterator!, behind!] },
    // of Firehose in seconds
    freshness: new Map([...freshness!].map(([at, seconds]) => [at, seconds * 1000])),
    tables: new Map(tables.map((table) => [table, oldest(ofTables.filter((_each, i) => ages[i]!.table === table))])),
  };
}

const AGE = { namespace: 'AWS/DynamoDB', name: 'AgeOfOldestUnreplicatedRecord' } as const;

interface Wanted {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly stat: string;
}

/** AWS documents the name of the metric's second dimension and none of its values, so they are looked up. */
async function agesOfTables(cloudwatch: MeasureProps['cloudwatch'], tables: readonly string[]) {
  const metrics = await allPages(async (NextToken) => {
    const input = { Namespace: AGE.namespace, MetricName: AGE.name, NextToken };
    const { Metrics: items, NextToken: next } = await cloudwatch.send(new ListMetricsCommand(input));
    return { items, NextToken: next };
  });
  return metrics.flatMap(({ Dimensions = [] }) => {
    const table = Dimensions.find(({ Name }) => Name === 'TableName')?.Value;
    return table !== undefined && tables.includes(table) ? [{ table, dimensions: Dimensions }] : [];
  });
}

/** Of each metric, its values by the beginning of their period. */
async function valuesOf(
  cloudwatch: MeasureProps['cloudwatch'],
  wanted: readonly Wanted[],
  { first, end, periodMs }: { readonly first: number; readonly end: number; readonly periodMs: number },
): Promise<[number, number][][]> {
  const MetricDataQueries = wanted.map(
    ({ namespace: Namespace, name: MetricName, dimensions, stat: Stat }, i): MetricDataQuery => ({
      Id: `m${i}`,
      MetricStat: { Metric: { Namespace, MetricName, Dimensions: [...dimensions] }, Period: periodMs / 1000, Stat },
    }),
  );
  const time = { StartTime: new Date(first), EndTime: new Date(end) };
  const results = await allPages(async (NextToken) => {
    const answer = await cloudwatch.send(new GetMetricDataCommand({ ...time, MetricDataQueries, NextToken }));
    return { items: answer.MetricDataResults, NextToken: answer.NextToken };
  });
  return wanted.map((_each, i) =>
    results
      .filter(({ Id }) => Id === `m${i}`)
      .flatMap(({ Timestamps = [], Values = [] }) =>
        Timestamps.map((at, index): [number, number] => [at.getTime(), Values[index] ?? 0]),
      ),
  );
}

function oldest(all: readonly Series[]): Series {
  const found = new Map<number, number>();
  for (const [at, age] of all.flatMap((each) => [...each])) found.set(at, Math.max(found.get(at) ?? 0, age));
  return found;
}
