import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { PUBLISHING_METRIC } from '../../core/publishing/names';
import type { LambdaFunction } from '../shared/lambda-function';
import type { Monitoring } from '../shared/monitoring';

export interface IncompleteExportsProps {
  readonly settings: Settings;
  /** Counts them. */
  readonly planCopy: LambdaFunction;
  readonly monitoring: Monitoring;
}

const NAME = 'incomplete-exports';

/** Exports that lack something expected: the rest of their date is published. */
export class IncompleteExports extends Construct {
  constructor(scope: Construct, id: string, { settings, planCopy, monitoring }: IncompleteExportsProps) {
    super(scope, id);
    monitoring.watchCount(this, {
      name: NAME,
      says: 'An export lacks a table, a database or a name that is expected of it.',
      metric: PUBLISHING_METRIC.incompleteExports,
      function: planCopy,
      environment: settings.environment,
    });
  }
}
