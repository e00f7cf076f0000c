import { Aws, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PUBLISH_SCHEDULE } from '../../../core/dynamodb/publication/schedule';
import { pascalCase } from '../../../core/names';
import { scheduleRights, scheduleTrust } from '../../../core/rights/schedules';
import type { IMachine } from '../../shared/machine';
import { allow } from '../../shared/permissions';

export interface PublishSchedulesProps {
  /** Names of entries of which something is published. */
  readonly entries: readonly string[];
  readonly publishPartition: IMachine;
  /** Starts that could not be delivered. */
  readonly undelivered: IQueue;
  /** Of that queue. */
  readonly key: IKey;
}

/** Publishes the date that is over, of each entry, every day. */
export class PublishSchedules extends Construct {
  constructor(scope: Construct, id: string, { entries, publishPartition, undelivered, key }: PublishSchedulesProps) {
    super(scope, id);
    const { stateMachine } = publishPartition;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: scheduleTrust(Aws.ACCOUNT_ID) }),
      description: 'lakeferry: starts publish-partition',
    });
    const machine = stateMachine.stateMachineArn;
    allow(role, ...scheduleRights({ machine, undelivered: undelivered.queueArn, key: key.keyArn }));
    for (const entry of entries) {
      new Schedule(this, pascalCase(entry), {
        description: `lakeferry: publishes what changed in tables of ${entry}`,
        schedule: ScheduleExpression.expression(PUBLISH_SCHEDULE, TimeZone.ETC_UTC),
        target: new StepFunctionsStartExecution(stateMachine, {
          input: ScheduleTargetInput.fromObject({ entry }),
          deadLetterQueue: undelivered,
          role: role.withoutPolicyUpdates(),
        }),
      });
    }
  }
}
