import { ArnFormat, Aws, Stack, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings, SourceSettings } from '../../core/config/types';
import { scheduleTrust } from '../../core/rights/schedules';
import { scheduleRights } from '../../core/snapshots/rights/triggers';
import { allow } from '../shared/permissions';

export interface ExportSchedulesProps {
  /** Each with a schedule. */
  readonly sources: Settings['sources'];
  readonly machine: IStateMachine;
  readonly deadLetters: IQueue;
  readonly key: IKey;
  /** By whose clocks the schedules go. */
  readonly timeZone: string;
}

/** Clusters that are exported live, by the clock: the schedule starts the machine with a request. */
export class ExportSchedules extends Construct {
  constructor(scope: Construct, id: string, props: ExportSchedulesProps) {
    super(scope, id);
    if (props.sources.length === 0) return;
    const role = this.addRole(props);
    for (const source of props.sources) this.addSchedule(source, role, props);
  }

  private addRole({ machine, deadLetters, key }: ExportSchedulesProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: scheduleTrust(Aws.ACCOUNT_ID) }),
      description: 'lakeferry: starts exports by schedule',
    });
    const { stateMachineArn } = machine;
    allow(role, ...scheduleRights({ machine: stateMachineArn, deadLetters: deadLetters.queueArn, key: key.keyArn }));
    return role;
  }

  private addSchedule(
    { id, trigger }: SourceSettings,
    role: Role,
    { machine, deadLetters, timeZone }: ExportSchedulesProps,
  ): void {
    if (!('schedule' in trigger)) return;
    const sourceArn = Stack.of(this).formatArn({
      service: 'rds',
      resource: 'cluster',
      resourceName: id,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    new Schedule(this, id, {
      description: `lakeferry: exports the live cluster ${id}`,
      schedule: ScheduleExpression.expression(trigger.schedule, TimeZone.of(timeZone)),
      target: new StepFunctionsStartExecution(machine, {
        // the planned time, not the actual one: a repeated delivery is the same request
        input: ScheduleTargetInput.fromObject({
          source: 'lakeferry',
          sourceArn,
          scheduledTime: ContextAttribute.scheduledTime,
        }),
        deadLetterQueue: deadLetters,
        role: role.withoutPolicyUpdates(),
      }),
    });
  }
}
