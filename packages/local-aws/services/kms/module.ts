import * as client from '@aws-sdk/client-kms';
import { serviceModule } from '../module';
import { createKms } from '.';

export const service = serviceModule({
  name: 'kms',
  needs: [],
  client: [client, client.KMSClient],
  start: (options) => createKms(options, options),
});
