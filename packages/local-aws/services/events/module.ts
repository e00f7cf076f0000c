import * as client from '@aws-sdk/client-eventbridge';
import { serviceModule } from '../module';
import { accountIn } from '../service-rights';
import { createEvents } from '.';
import { requireTargetRole } from './target-role';

export const service = serviceModule({
  name: 'events',
  needs: [],
  client: [client, client.EventBridgeClient],
  start: (options, others) =>
    createEvents({
      ...options,
      startExecution: async (stateMachineArn, input, name, { sourceArn, roleArn }) => {
        if (others.states === undefined) throw new Error('The target is a state machine and states does not run.');
        const source = { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountIn(sourceArn) };
        const caller = { service: 'events.amazonaws.com', authority: others.iam?.authority, source };
        requireTargetRole(caller, roleArn, { action: 'states:StartExecution', resource: stateMachineArn });
        await others.states.engine.start({ stateMachineArn, input, name });
      },
      invokeFunction: async (arn, input) => {
        if (others.lambda === undefined) throw new Error('The target is a function and lambda does not run.');
        await others.lambda.invoke(arn, JSON.parse(input), { idle: (work) => work });
      },
      sendMessage: async (arn, MessageBody, _name, { sourceArn, failure = {} }) => {
        if (others.sqs === undefined) throw new Error('The target is a queue and sqs does not run.');
        const sender = { principal: 'events.amazonaws.com', sourceAccount: accountIn(sourceArn), sourceArn };
        const MessageAttributes = Object.fromEntries(
          Object.entries(failure).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        );
        await others.sqs.sendAs(sender, arn, { MessageBody, MessageAttributes });
      },
      publish: async (TopicArn, Message, _name, { sourceArn }) => {
        if (others.sns === undefined) throw new Error('The target is a topic and sns does not run.');
        const publisher = { principal: 'events.amazonaws.com', sourceAccount: accountIn(sourceArn), sourceArn };
        await others.sns.publishAs(publisher, { TopicArn, Message });
      },
    }),
});
