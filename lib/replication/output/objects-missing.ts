import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { machineLink } from '../../../core/runs/console-links';
import type { IMachine } from '../../shared/machine';
import { type Monitoring, WATCH_PERIOD } from '../../shared/monitoring';
import { outputMetric } from './output-metrics';

const NAME = 'objects-missing';

export interface ObjectsMissingProps {
  readonly settings: Settings;
  readonly output: string;
  readonly replicateMissing: IMachine;
  readonly monitoring: Monitoring;
}

/** Alarms when a report ends with objects that are missing or different at the destination. */
export class ObjectsMissing extends Construct {
  constructor(scope: Construct, id: string, { settings, output, replicateMissing, monitoring }: ObjectsMissingProps) {
    super(scope, id);
    const over = { statistic: 'Maximum' as const, period: WATCH_PERIOD };
    monitoring.watch(this, {
      name: NAME,
      which: output,
      says: 'A comparison of both sides ended with objects that are missing or different.',
      metric: new MathExpression({
        expression: 'FILL(missing, 0) + FILL(different, 0)',
        label: 'objects missing or different',
        usingMetrics: {
          missing: outputMetric(this, output, 'missing', over),
          different: outputMetric(this, output, 'different', over),
        },
        period: WATCH_PERIOD,
      }),
      console: machineLink(settings.environment, replicateMissing.stateMachine.stateMachineArn),
    });
  }
}
