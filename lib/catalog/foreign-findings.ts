import { Construct } from 'constructs';
import { CATALOG_METRIC } from '../../core/catalog/names';
import type { Settings } from '../../core/config/types';
import type { LambdaFunction } from '../shared/lambda-function';
import type { Monitoring } from '../shared/monitoring';

export interface ForeignFindingsProps {
  readonly settings: Settings;
  /** Counts them. */
  readonly applyGovernance: LambdaFunction;
  readonly monitoring: Monitoring;
}

const NAME = 'foreign-findings';

/** Ways of others to governed data that the policy does not accept. */
export class ForeignFindings extends Construct {
  constructor(scope: Construct, id: string, { settings, applyGovernance, monitoring }: ForeignFindingsProps) {
    super(scope, id);
    monitoring.watchCount(this, {
      name: NAME,
      says: 'Somebody has rights on governed data, or another way to it, that the policy does not accept.',
      metric: CATALOG_METRIC.foreignFindings,
      function: applyGovernance,
      environment: settings.environment,
    });
  }
}
