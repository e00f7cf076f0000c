import { join } from 'node:path';
import * as client from '@aws-sdk/client-s3';
import { serviceModule } from '../module';
import { createS3 } from '.';

export const service = serviceModule({
  name: 's3',
  needs: [],
  client: [client, client.S3Client],
  start: (options, others) =>
    createS3({
      ...options,
      directory: join(options.directory, 's3'),
      keyUse: async (key, action, bucketArn) => {
        const context = {
          'kms:ViaService': `s3.${options.region}.amazonaws.com`,
          'kms:EncryptionContext:aws:s3:arn': bucketArn,
        };
        return (await others.kms?.keyUse(key, action, context)) ?? [];
      },
    }),
});
