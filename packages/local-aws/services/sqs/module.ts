import * as client from '@aws-sdk/client-sqs';
import { serviceModule } from '../module';
import { createSqs } from '.';

export const service = serviceModule({
  name: 'sqs',
  needs: ['kms'],
  client: [client, client.SQSClient],
  start: (options, { kms }) =>
    createSqs({ ...options, cipher: kms.cipher, keyUse: kms.keyUse, endpoint: () => options.clientConfig().endpoint }),
});
