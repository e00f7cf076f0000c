import { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { SORT_METRIC } from '../../../core/dynamodb/names';
import type { LambdaFunction } from '../../shared/lambda-function';
import type { Monitoring } from '../../shared/monitoring';

export interface UnreadableLandingLinesProps {
  readonly settings: Settings;
  /** Counts them. */
  readonly sortRows: LambdaFunction;
  readonly monitoring: Monitoring;
}

const NAME = 'unreadable-landing-lines';

/** Lines of landing files that are no rows: they are left where they are, and not published. */
export class UnreadableLandingLines extends Construct {
  constructor(scope: Construct, id: string, { settings, sortRows, monitoring }: UnreadableLandingLinesProps) {
    super(scope, id);
    monitoring.watchCount(this, {
      name: NAME,
      says: 'Lines of landing files are no rows, so they are not published.',
      metric: SORT_METRIC.unreadable,
      function: sortRows,
      environment: settings.environment,
    });
  }
}
