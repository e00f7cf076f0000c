import * as client from '@aws-sdk/client-ssm';
import { serviceModule } from '../module';
import { createSsm } from '.';

export const service = serviceModule({
  name: 'ssm',
  needs: ['kms'],
  client: [client, client.SSMClient],
  start: (options, { kms: { cipher, keyUse } }) => createSsm({ ...options, cipher, keyUse }),
});
