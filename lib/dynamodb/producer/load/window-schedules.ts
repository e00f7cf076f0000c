import { Aws, Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { ProducerSettings } from '../../../../core/config/dynamodb/types';
import type { Settings } from '../../../../core/config/types';
import { scheduleRights, scheduleTrust } from '../../../../core/rights/schedules';
import { DeadLetters } from '../../../shared/dead-letters';
import type { IMachine } from '../../../shared/machine';
import type { Monitoring } from '../../../shared/monitoring';
import { allow } from '../../../shared/permissions';

const NAME = 'undelivered-windows';

export interface WindowSchedulesProps {
  readonly settings: Settings;
  readonly producer: ProducerSettings;
  readonly hours: number;
  readonly loadTable: IMachine;
  readonly key: IKey;
  readonly monitoring: Monitoring;
}

/** Starts incremental exports of each table by the clock: they bring what the stream skipped. */
export class WindowSchedules extends Construct {
  constructor(scope: Construct, id: string, props: WindowSchedulesProps) {
    super(scope, id);
    const { settings, producer, hours, loadTable, key, monitoring } = props;
    const machine = loadTable.stateMachine;
    const undelivered = new DeadLetters(this, 'Undelivered', {
      ...{ settings, key, monitoring, name: NAME, which: producer.name },
      says: 'An incremental export could not be started. The next one takes its changes along.',
    }).queue;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: scheduleTrust(Aws.ACCOUNT_ID) }),
      description: `lakeferry: starts incremental exports of ${producer.name}`,
    });
    const rights = { machine: machine.stateMachineArn, undelivered: undelivered.queueArn, key: key.keyArn };
    allow(role, ...scheduleRights(rights));
    for (const table of producer.tables) {
      new Schedule(this, `Schedule|${table}`, {
        description: `lakeferry: exports what was written to ${table}`,
        schedule: ScheduleExpression.rate(Duration.hours(hours)),
        target: new StepFunctionsStartExecution(machine, {
          input: ScheduleTargetInput.fromObject({ table, window: true }),
          deadLetterQueue: undelivered,
          role: role.withoutPolicyUpdates(),
        }),
      });
    }
  }
}
