import * as client from '@aws-sdk/client-kinesis';
import { serviceModule } from '../module';
import { createKinesis } from '.';

export const service = serviceModule({
  name: 'kinesis',
  needs: ['kms'],
  client: [client, client.KinesisClient],
  start: (options, { kms: { cipher, keyUse }, monitoring }) =>
    createKinesis({ ...options, cipher, keyUse, datapoints: monitoring?.datapoints }),
});
