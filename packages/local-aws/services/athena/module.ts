import { join } from 'node:path';
import * as client from '@aws-sdk/client-athena';
import { serviceModule } from '../module';
import { createAthena } from '.';

export const service = serviceModule({
  name: 'athena',
  needs: ['s3', 'glue', 'lakeformation'],
  client: [client, client.AthenaClient],
  start: (options, { s3, glue, lakeformation }) =>
    createAthena({
      ...options,
      directory: join(options.directory, 'athena'),
      objects: s3.objects,
      catalog: glue.catalog,
      see: lakeformation.see,
      s3Rights: s3.rights,
    }),
});
