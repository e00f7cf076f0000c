import * as client from '@aws-sdk/client-glue';
import { serviceModule } from '../module';
import { createGlue } from '.';
import { glueRights } from './rights';

export const service = serviceModule({
  name: 'glue',
  needs: ['s3'],
  client: [client, client.GlueClient],
  start: async (options, others) => ({
    ...(await createGlue({
      ...options,
      objects: others.s3.objects,
      emit: async (event, changes) => others.events?.emit(event, changes),
    })),
    rights: glueRights(options.partition),
  }),
});
