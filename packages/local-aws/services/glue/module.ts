import * as client from '@aws-sdk/client-glue';
import { serviceModule } from '../module';
import { createGlue } from '.';

export const service = serviceModule({
  name: 'glue',
  needs: ['s3'],
  client: [client, client.GlueClient],
  start: (options, others) =>
    createGlue({
      ...options,
      objects: others.s3.objects,
      emit: async (event, changes) => others.events?.emit(event, changes),
    }),
});
