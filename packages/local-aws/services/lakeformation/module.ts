import * as client from '@aws-sdk/client-lakeformation';
import { serviceModule } from '../module';
import { createLakeFormation } from '.';

export const service = serviceModule({
  name: 'lakeformation',
  needs: ['glue'],
  client: [client, client.LakeFormationClient],
  start: (options, { glue }) => createLakeFormation({ ...options, catalog: glue.catalog }),
});
