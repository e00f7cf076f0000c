import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { functionLink } from '../../../core/runs/console-links';
import { type Monitoring, WATCH_PERIOD } from '../../shared/monitoring';
import { outputMetric } from './output-metrics';

const NAME = 'set-aside-objects';

export interface SetAsideObjectsProps {
  readonly settings: Settings;
  readonly output: string;
  /** Its log has the reasons. */
  readonly replicateObject: IFunction;
  readonly monitoring: Monitoring;
}

/** Alarms when an object will not be copied: its message is done, and no dead-letter queue has it. */
export class SetAsideObjects extends Construct {
  constructor(scope: Construct, id: string, { settings, output, replicateObject, monitoring }: SetAsideObjectsProps) {
    super(scope, id);
    monitoring.watch(this, {
      name: NAME,
      which: output,
      says: 'An object was set aside: it cannot be copied, and is not at the destination.',
      metric: outputMetric(this, output, 'objectsSetAside', { statistic: 'Sum', period: WATCH_PERIOD }),
      console: functionLink(settings.environment, replicateObject.functionName),
    });
  }
}
