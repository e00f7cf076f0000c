import { join } from 'node:path';
import * as client from '@aws-sdk/client-s3';
import { ServiceError } from '../../service';
import type { DeliveryContext } from '../events/deliveries';
import { type ServiceTable, serviceModule } from '../module';
import { createS3 } from '.';
import type { NotificationPorts } from './notifications';

export const service = serviceModule({
  name: 's3',
  needs: [],
  client: [client, client.S3Client],
  start: (options, others) =>
    createS3({
      ...options,
      directory: join(options.directory, 's3'),
      keyUse: async (key, action, bucketArn) => {
        const context = {
          'kms:ViaService': `s3.${options.region}.amazonaws.com`,
          'kms:EncryptionContext:*': undefined,
          'kms:EncryptionContext:aws:s3:arn': bucketArn,
        };
        return (await others.kms?.keyUse(key, action, context)) ?? [];
      },
      notify: notificationPorts(others),
    }),
});

/** S3 publishes in its own name, for the owner of the bucket. */
const notificationPorts = (others: Partial<ServiceTable>): NotificationPorts => {
  const by = ({ sourceArn, sourceAccount = '' }: DeliveryContext) => ({
    principal: 's3.amazonaws.com',
    sourceAccount,
    sourceArn,
  });
  return {
    publish: (TopicArn, Message, _name, about) =>
      running(others.sns, 'sns').publishAs(by(about), { TopicArn, Message, Subject: 'Amazon S3 Notification' }),
    sendMessage: (arn, MessageBody, _name, about) => running(others.sqs, 'sqs').sendAs(by(about), arn, { MessageBody }),
    invokeFunction: (arn, input) =>
      running(others.lambda, 'lambda').invoke(arn, JSON.parse(input), { idle: (work) => work }),
    emit: async (event, changes) => others.events?.emit(event, changes),
  };
};

function running<T>(service: T | undefined, name: string): T {
  if (service !== undefined) return service;
  throw new ServiceError('NotImplemented', `The destination needs ${name}, which does not run.`);
}
