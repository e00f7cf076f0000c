import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { WATCH_PERIOD } from './monitoring';

/** Executions of a machine that ended without success. A redrive that fails again counts again. */
export function notSucceeded(machine: IStateMachine): IMetric {
  const period = WATCH_PERIOD;
  const options = { statistic: 'Sum', period };
  return new MathExpression({
    expression: 'failed + timedOut + aborted',
    label: 'executions that did not succeed',
    usingMetrics: {
      failed: machine.metricFailed(options),
      timedOut: machine.metricTimedOut(options),
      aborted: machine.metricAborted(options),
    },
    period,
  });
}
