import { Aws, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { OutputSettings } from '../../../core/config/replication/types';
import { scheduleRights, scheduleTrust } from '../../../core/rights/schedules';
import type { IMachine } from '../../shared/machine';
import { allow } from '../../shared/permissions';

export interface ComparisonScheduleProps {
  readonly output: OutputSettings;
  readonly timeZone: string;
  readonly replicateMissing: IMachine;
  /** Starts that could not be delivered. */
  readonly undelivered: IQueue;
  /** ARN of the key of that queue. */
  readonly eventsKey: string;
}

/** Starts the comparison of both sides by the clock: what no event told of is found. */
export class ComparisonSchedule extends Construct {
  constructor(scope: Construct, id: string, props: ComparisonScheduleProps) {
    super(scope, id);
    const { output, timeZone, replicateMissing, undelivered, eventsKey } = props;
    const machine = replicateMissing.stateMachine;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: scheduleTrust(Aws.ACCOUNT_ID) }),
      description: `lakeferry: starts the comparison of ${output.name}`,
    });
    const rights = { machine: machine.stateMachineArn, undelivered: undelivered.queueArn, key: eventsKey };
    allow(role, ...scheduleRights(rights));
    new Schedule(this, 'Schedule', {
      description: `lakeferry: compares both sides of ${output.name}`,
      schedule: ScheduleExpression.expression(output.backfill, TimeZone.of(timeZone)),
      target: new StepFunctionsStartExecution(machine, {
        input: ScheduleTargetInput.fromObject({ output: output.name }),
        deadLetterQueue: undelivered,
        role: role.withoutPolicyUpdates(),
      }),
    });
  }
}
