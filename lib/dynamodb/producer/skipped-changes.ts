import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { tableLink } from '../../../core/runs/console-links';
import { WATCH_PERIOD, type Watched } from '../../shared/monitoring';
import type { ProducerAlarmProps } from './alarm-props';

const NAME = 'skipped-changes';

export interface SkippedChangesProps extends ProducerAlarmProps {
  readonly table: string;
}

/**
 * Alarms when DynamoDB skips a change for good, because its record would be larger than Kinesis takes. AWS documents
 * the name of the metric's second dimension and not its value, so a query asks for whatever it is.
 */
export class SkippedChanges extends Construct {
  constructor(scope: Construct, id: string, { settings, producer, table, monitoring }: SkippedChangesProps) {
    super(scope, id);
    const watched: Watched = {
      name: NAME,
      which: `${producer.name}-${table}`,
      says: `DynamoDB did not send a change of ${table}: it is in no row.`,
      metric: skippedOf(table),
      console: tableLink(settings.environment, table),
    };
    monitoring.watch(this, watched);
  }
}

export const skippedOf = (table: string): IMetric =>
  new MathExpression({
    expression: `SELECT SUM(FailedToReplicateRecordCount) FROM SCHEMA("AWS/DynamoDB", DelegatedOperation, TableName) WHERE TableName = '${table}'`,
    usingMetrics: {},
    label: table,
    period: WATCH_PERIOD,
  });
