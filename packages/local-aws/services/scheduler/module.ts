import * as client from '@aws-sdk/client-scheduler';
import { serviceModule } from '../module';
import { createScheduler } from '.';

export const service = serviceModule({
  name: 'scheduler',
  needs: [],
  client: [client, client.SchedulerClient],
  start: (options, others) =>
    createScheduler({
      ...options,
      startExecution: async (stateMachineArn, input, name) => {
        if (others.states === undefined) throw new Error('The target is a state machine and states does not run.');
        await others.states.engine.start({ stateMachineArn, input, name });
      },
      invokeFunction: async (arn, input) => {
        if (others.lambda === undefined) throw new Error('The target is a function and lambda does not run.');
        await others.lambda.invoke(arn, JSON.parse(input), { idle: (work) => work });
      },
      sendMessage: async (arn, MessageBody, _name, { failure = {} }) => {
        if (others.sqs === undefined) throw new Error('The target is a queue and sqs does not run.');
        const MessageAttributes = Object.fromEntries(
          Object.entries(failure).map(([name, StringValue]) => [
            name.replace(/^RULE_ARN$/, 'SCHEDULE_ARN'),
            { DataType: 'String', StringValue },
          ]),
        );
        // as the role of the schedule, which is of the account: the policy of the queue need not name it
        await others.sqs.sendAs(undefined, arn, { MessageBody, MessageAttributes });
      },
    }),
});
