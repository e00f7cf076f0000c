import * as client from '@aws-sdk/client-ssm';
import { serviceModule } from '../module';
import { createSsm } from '.';
import { ssmRights } from './rights';

export const service = serviceModule({
  name: 'ssm',
  needs: ['kms'],
  client: [client, client.SSMClient],
  start: async (options, { kms }) => ({
    service: await createSsm({ ...options, cipher: kms.cipher }),
    rights: ssmRights(options),
  }),
});
