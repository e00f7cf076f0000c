import { GetMetricStatisticsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { problemsOf, type Record } from './record';

const Namespace = 'Killed';
/** Whenever it was, in one value. */
const EVER = { StartTime: new Date(0), EndTime: new Date('2100-01-01'), Period: 86_400 * 365 };

const measure: Record = {
  service: 'monitoring',
  what: 'a value of a metric',
  // a value is read when its minute is over
  isSlow: true,
  async make({ monitoring }, id) {
    await monitoring.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: id, Value: 1 }] }));
    return id;
  },
  missing: ({ monitoring }, made) =>
    problemsOf(made, async (MetricName) => {
      const asked = { Namespace, MetricName, ...EVER, Statistics: ['Sum' as const] };
      const { Datapoints: [found] = [] } = await monitoring.send(new GetMetricStatisticsCommand(asked));
      return found?.Sum === 1 ? undefined : `has the sum ${found?.Sum}`;
    }),
};

export const MEASURE_RECORDS: readonly Record[] = [measure];
