import * as client from '@aws-sdk/client-cloudwatch';
import { serviceModule } from '../module';
import { createCloudWatch } from '.';

export const service = serviceModule({
  name: 'monitoring',
  needs: [],
  client: [client, client.CloudWatchClient],
  start: (options) => createCloudWatch(options),
});
