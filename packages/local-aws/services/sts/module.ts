import * as client from '@aws-sdk/client-sts';
import { serviceModule } from '../module';
import { Credentials, createSts } from '.';

export const service = serviceModule({
  name: 'sts',
  needs: [],
  client: [client, client.STSClient],
  start: async (options, others) => {
    const credentials = await Credentials.load(options);
    const service = createSts(credentials, {
      authority: () => others.iam?.authority,
      maxSessionSeconds: (roleArn) => {
        const [, , , , accountId = '', resource = ''] = roleArn.split(':');
        return others.iam?.roles.find(accountId, resource.split('/').at(-1) ?? '')?.maxSessionSeconds;
      },
    });
    return { service, identify: credentials.identify, serviceKey: credentials.serviceKey };
  },
});
