import { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { ofEntry, PUBLICATION_METRIC } from '../../../core/dynamodb/names';
import { LATE_AFTER_HOURS } from '../../../core/dynamodb/publication/schedule';
import { machineLink } from '../../../core/runs/console-links';
import type { LambdaFunction } from '../../shared/lambda-function';
import type { IMachine } from '../../shared/machine';
import type { Monitoring } from '../../shared/monitoring';

export interface LatePublicationsProps {
  readonly settings: Settings;
  /** Name of an entry of which something is published. */
  readonly entry: string;
  readonly publishPartition: IMachine;
  /** Reports each publication, one without new rows too. */
  readonly commitPublication: LambdaFunction;
  readonly monitoring: Monitoring;
}

const NAME = 'late-publication';

/** Alarms when no publication of an entry is committed, whether it fails, waits, or is never started. */
export class LatePublications extends Construct {
  constructor(scope: Construct, id: string, props: LatePublicationsProps) {
    const { settings, entry, publishPartition, commitPublication, monitoring } = props;
    super(scope, id);
    monitoring.watchSilence(this, {
      name: NAME,
      which: entry,
      says: `No publication of ${entry} was committed in ${LATE_AFTER_HOURS} hours, or ever.`,
      metric: PUBLICATION_METRIC.datesPublished,
      dimensions: { service: commitPublication.name, ...ofEntry(entry) },
      hours: LATE_AFTER_HOURS,
      console: machineLink(settings.environment, publishPartition.stateMachine.stateMachineArn),
    });
  }
}
