import * as client from '@aws-sdk/client-sts';
import { serviceModule } from '../module';
import { Credentials, createSts } from '.';

export const service = serviceModule({
  name: 'sts',
  needs: [],
  client: [client, client.STSClient],
  start: async (options) => {
    const credentials = await Credentials.load(options);
    return { service: createSts(credentials), identify: credentials.identify };
  },
});
