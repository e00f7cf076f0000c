import { CloudWatch, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { memoryStore, type Store } from '../../..';
import { VirtualClock } from '../../../clock';
import { type Aws, startAws } from '../../../start-aws';
import { elapse, STARTS_AT } from '../runtime';

const MINUTE = 60_000;
let aws: Aws;
let cloudwatch: CloudWatch;
const clock = () => aws.clock as VirtualClock;

async function start(store: Store = memoryStore(), startsAt = STARTS_AT): Promise<void> {
  aws = await startAws({ services: ['monitoring'], clock: new VirtualClock(startsAt), store });
  cloudwatch = new CloudWatch({ ...aws.clientConfig(), maxAttempts: 1 });
}
async function stop(): Promise<void> {
  cloudwatch.destroy();
  await aws.close();
}
beforeEach(() => start());
afterEach(stop);

const Dimensions = [{ Name: 'Shop', Value: 'north' }];
const put = (Value: number, dimensions = Dimensions) =>
  cloudwatch.putMetricData({
    Namespace: 'Shop',
    MetricData: [{ MetricName: 'Wait', Unit: 'Seconds', Value, Dimensions: dimensions }],
  });
const query = (Id: string, Stat = 'Maximum', Period = 60, dimensions = Dimensions) => ({
  ...{ Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Wait', Dimensions: dimensions }, Period, Stat } },
});
const ask = (input: Partial<GetMetricDataCommandInput> = {}) =>
  cloudwatch.getMetricData({
    ...{ StartTime: new Date(STARTS_AT), EndTime: new Date(clock().now() + MINUTE) },
    ...{ MetricDataQueries: [query('a')], ScanBy: 'TimestampAscending' },
    ...input,
  });
const valuesOf = async (input: Partial<GetMetricDataCommandInput> = {}) =>
  (await ask(input)).MetricDataResults?.map(({ Values }) => Values);
const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'taken',
    ({ name }: Error) => name,
  );

it('values of a minute are one, minutes without any are not there, and a minute shows once it is over', async () => {
  await put(3);
  await put(5);
  expect(await valuesOf()).toEqual([[]]);
  await elapse(clock(), 2 * MINUTE);
  await put(7);
  await elapse(clock(), MINUTE);
  expect(await valuesOf()).toEqual([[5, 7]]);
  const stats = ['SampleCount', 'Average', 'Sum', 'Minimum'].map((stat, i) => query(`q${i}`, stat, 300));
  expect(await valuesOf({ MetricDataQueries: stats })).toEqual([[3], [5], [15], [3]]);
  const [result] = (await ask()).MetricDataResults ?? [];
  expect(result?.Timestamps).toEqual([new Date(STARTS_AT), new Date(STARTS_AT + 2 * MINUTE)]);
});

it('a metric is found by all of its dimensions and by no fewer', async () => {
  await put(3);
  await elapse(clock(), MINUTE);
  expect(await valuesOf({ MetricDataQueries: [query('a', 'Sum', 60, [])] })).toEqual([[]]);
  expect(await valuesOf({ MetricDataQueries: [query('a', 'Sum', 60, [{ Name: 'Shop', Value: 'x' }])] })).toEqual([[]]);
});

it('pages hold as many values as were asked for, over all queries', async () => {
  for (const value of [1, 2, 3]) {
    await put(value);
    await elapse(clock(), MINUTE);
  }
  const input = { MetricDataQueries: [query('a'), query('b', 'Sum')], MaxDatapoints: 4 };
  const first = await ask(input);
  expect(first.MetricDataResults).toMatchObject([
    { Id: 'a', Values: [1, 2, 3], StatusCode: 'Complete' },
    { Id: 'b', Values: [1], StatusCode: 'PartialData' },
  ]);
  const second = await ask({ ...input, NextToken: first.NextToken });
  expect(second.MetricDataResults?.map(({ Values }) => Values)).toEqual([[], [2, 3]]);
  expect(second.NextToken).toBeUndefined();
});

it('minutes are kept for 15 days, five minutes longer', async () => {
  await put(3);
  await elapse(clock(), 15 * 24 * 60 * MINUTE);
  const wide = { StartTime: new Date(STARTS_AT - 1), EndTime: new Date(clock().now() + MINUTE) };
  expect(await valuesOf(wide)).toEqual([[3]]);
  await elapse(clock(), MINUTE);
  expect(await valuesOf({ ...wide, MetricDataQueries: [query('a'), query('b', 'Maximum', 300)] })).toEqual([[], [3]]);
});

it.each([
  ['no query', { MetricDataQueries: [] }],
  ['501 queries', { MetricDataQueries: Array.from({ length: 501 }, (_each, i) => query(`q${i}`)) }],
  ['an id twice', { MetricDataQueries: [query('a'), query('a')] }],
  ['an id in capitals', { MetricDataQueries: [query('A')] }],
  ['too many values', { MaxDatapoints: 100_801 }],
  ['a time that ends before it begins', { EndTime: new Date(STARTS_AT - 1) }],
  ['an expression', { MetricDataQueries: [{ Id: 'a', Expression: 'a+b' }] }],
  ['a period of 90 seconds', { MetricDataQueries: [query('a', 'Sum', 90)] }],
  ['a percentile', { MetricDataQueries: [query('a', 'p99')] }],
])('%s is refused', async (_what, input) => {
  expect(await refusal(ask(input))).toMatch(/^(ValidationException|InvalidParameterValueException)$/);
});

it('statistics come with their unit, at most 1,440 of them', async () => {
  await put(3);
  await elapse(clock(), MINUTE);
  const StartTime = new Date(STARTS_AT);
  const asked = { Namespace: 'Shop', MetricName: 'Wait', Dimensions, StartTime, Period: 60 };
  const statistics = { ...asked, EndTime: new Date(clock().now()), Statistics: ['Sum' as const] };
  const { Datapoints } = await cloudwatch.getMetricStatistics(statistics);
  expect(Datapoints).toEqual([{ Timestamp: StartTime, Sum: 3, Unit: 'Seconds' }]);
  const EndTime = new Date(STARTS_AT + 1441 * MINUTE);
  expect(await refusal(cloudwatch.getMetricStatistics({ ...statistics, EndTime }))).toBe(
    'InvalidParameterCombinationException',
  );
});

it('values of two units stay apart, and each is found by its own', async () => {
  const MetricData = (['Seconds', 'Milliseconds'] as const).map((Unit, i) => ({
    ...{ MetricName: 'Wait', Unit, Value: 3 + i, Dimensions },
  }));
  await cloudwatch.putMetricData({ Namespace: 'Shop', MetricData });
  await elapse(clock(), MINUTE);
  const asked = { Namespace: 'Shop', MetricName: 'Wait', Dimensions, StartTime: new Date(STARTS_AT), Period: 60 };
  const statistics = { ...asked, EndTime: new Date(clock().now()), Statistics: ['Sum' as const] };
  const { Datapoints } = await cloudwatch.getMetricStatistics(statistics);
  expect(Datapoints).toMatchObject([
    { Sum: 3, Unit: 'Seconds' },
    { Sum: 4, Unit: 'Milliseconds' },
  ]);
  const one = await cloudwatch.getMetricStatistics({ ...statistics, Unit: 'Milliseconds' });
  expect(one.Datapoints).toMatchObject([{ Sum: 4, Unit: 'Milliseconds' }]);
  expect((await cloudwatch.listMetrics({ Namespace: 'Shop' })).Metrics).toHaveLength(1);
});

it.each([
  ['is older than two weeks', { Value: 1, Timestamp: new Date(STARTS_AT - 14 * 24 * 60 * MINUTE - 1) }],
  ['lies more than two hours ahead', { Value: 1, Timestamp: new Date(STARTS_AT + 121 * MINUTE) }],
  ['has fewer counts than values', { Values: [1, 2], Counts: [1] }],
  ['has 151 values', { Values: Array.from({ length: 151 }, (_each, i) => i) }],
])('a value that %s is refused', async (_what, datum) => {
  const put = cloudwatch.putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Wait', ...datum }] });
  expect(await refusal(put)).toBe('InvalidParameterValueException');
});

it('metrics are listed by namespace, name and the dimensions that they have', async () => {
  await put(3);
  await put(3, [{ Name: 'Shop', Value: 'south' }]);
  await elapse(clock(), MINUTE);
  const listed = async (filter: object) => (await cloudwatch.listMetrics(filter)).Metrics?.length;
  expect(await listed({ Namespace: 'Shop', MetricName: 'Wait', Dimensions: [{ Name: 'Shop' }] })).toBe(2);
  expect(await listed({ Dimensions })).toBe(1);
  expect(await listed({ Namespace: 'AWS/Kinesis' })).toBe(0);
  await elapse(clock(), 4 * 60 * MINUTE);
  expect(await listed({ RecentlyActive: 'PT3H' })).toBe(0);
});

it('namespaces of AWS are for AWS', async () => {
  const put = cloudwatch.putMetricData({ Namespace: 'AWS/Kinesis', MetricData: [{ MetricName: 'x', Value: 1 }] });
  expect(await refusal(put)).toBe('InvalidParameterValueException');
});

it('values outlive the process', async () => {
  await stop();
  const store = memoryStore();
  await start(store);
  await put(3);
  await elapse(clock(), MINUTE);
  const now = clock().now();
  await stop();
  await start(store, now);
  expect(await valuesOf()).toEqual([[3]]);
});
