import * as client from '@aws-sdk/client-scheduler';
import { requireTargetRole } from '../events/target-role';
import { serviceModule } from '../module';
import { createScheduler } from '.';

const SERVICE = 'scheduler.amazonaws.com';

export const service = serviceModule({
  name: 'scheduler',
  needs: [],
  client: [client, client.SchedulerClient],
  start: (options, others) => {
    const { partition, region, accountId } = options;
    // EventBridge Scheduler User Guide, "Confused deputy prevention": the ARN of the group, not of the schedule
    const group = `arn:${partition}:scheduler:${region}:${accountId}:schedule-group/default`;
    const source = { 'aws:SourceArn': group, 'aws:SourceAccount': accountId };
    const require = (roleArn: string | undefined, action: string, resource: string): void =>
      requireTargetRole({ service: SERVICE, authority: others.iam?.authority, source }, roleArn, { action, resource });
    return createScheduler({
      ...options,
      mayAssume: (roleArn) => others.iam?.authority?.mayServiceAssume(roleArn, SERVICE, source) ?? true,
      startExecution: async (stateMachineArn, input, name, { roleArn }) => {
        if (others.states === undefined) throw new Error('The target is a state machine and states does not run.');
        require(roleArn, 'states:StartExecution', stateMachineArn);
        await others.states.engine.start({ stateMachineArn, input, name });
      },
      invokeFunction: async (arn, input, _name, { roleArn }) => {
        if (others.lambda === undefined) throw new Error('The target is a function and lambda does not run.');
        require(roleArn, 'lambda:InvokeFunction', arn);
        await others.lambda.invoke(arn, JSON.parse(input), { idle: (work) => work });
      },
      sendMessage: async (arn, MessageBody, _name, { roleArn, failure = {} }) => {
        if (others.sqs === undefined) throw new Error('The target is a queue and sqs does not run.');
        require(roleArn, 'sqs:SendMessage', arn);
        const MessageAttributes = Object.fromEntries(
          Object.entries(failure).map(([name, StringValue]) => [
            name.replace(/^RULE_ARN$/, 'SCHEDULE_ARN'),
            { DataType: 'String', StringValue },
          ]),
        );
        // as the role of the schedule, which is of the account: the policy of the queue need not name it
        await others.sqs.sendAs(undefined, arn, { MessageBody, MessageAttributes });
      },
    });
  },
});
