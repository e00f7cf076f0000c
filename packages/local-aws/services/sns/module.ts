import { join } from 'node:path';
import * as client from '@aws-sdk/client-sns';
import type { DeliveryContext } from '../events/deliveries';
import { serviceModule } from '../module';
import { accountIn } from '../service-rights';
import { createSns } from '.';

export const service = serviceModule({
  name: 'sns',
  needs: ['kms'],
  client: [client, client.SNSClient],
  start: (options, others) =>
    createSns({
      ...options,
      cipher: others.kms.cipher,
      keyUse: others.kms.keyUse,
      outboxFolder: join(options.directory, 'sns', 'outbox'),
      ports: {
        invokeFunction: async (arn, input) => {
          if (others.lambda === undefined) throw new Error('The subscriber is a function and lambda does not run.');
          await others.lambda.invoke(arn, JSON.parse(input), { idle: (work) => work });
        },
        sendMessage: async (arn, MessageBody, _name, { sourceArn, failure }) => {
          if (others.sqs === undefined) throw new Error('The subscriber is a queue and sqs does not run.');
          const sender = { principal: 'sns.amazonaws.com', sourceAccount: accountIn(sourceArn), sourceArn };
          await others.sqs.sendAs(sender, arn, { MessageBody, MessageAttributes: reasonOf(failure) });
        },
      },
    }),
});

/** Attributes of a message in a subscription's dead-letter queue. */
const reasonOf = (failure: DeliveryContext['failure']) =>
  failure && {
    ErrorCode: { DataType: 'String', StringValue: failure.ERROR_CODE },
    ErrorMessage: { DataType: 'String', StringValue: failure.ERROR_MESSAGE },
  };
