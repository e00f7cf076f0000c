import { join } from 'node:path';
import * as client from '@aws-sdk/client-rds';
import { serviceModule } from '../module';
import { createRds } from '.';
import { rdsRights } from './rights';

export const service = serviceModule({
  name: 'rds',
  needs: ['s3'],
  client: [client, client.RDSClient],
  start: async (options, others) => ({
    ...(await createRds({
      ...options,
      directory: join(options.directory, 'rds'),
      objects: others.s3.objects,
      emit: async (event, changes) => others.events?.emit(event, changes),
    })),
    rights: rdsRights(options.partition),
  }),
});
