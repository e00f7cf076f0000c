import { S3Client } from '@aws-sdk/client-s3';
import { copyObject } from '../../../functions/replication/copy/copy-object';
import { StreamS3 } from '../../../functions/shared/s3-stream';

/** The copy engine, as `replicate-object` calls it. Arguments: endpoints of source and destination. */
const [from = '', to = ''] = process.argv.slice(2);
const stream = (endpoint: string) =>
  new StreamS3(
    new S3Client({
      endpoint,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    }),
  );

const place = {
  source: { side: 'source' as const, s3: stream(from) },
  destination: { side: 'destination' as const, s3: stream(to) },
  from: { bucket: 'our-files', key: 'large' },
  to: { bucket: 'theirs', key: 'large', account: '222222222222', storageClasses: {}, mark: 'abcdef12' },
};
void copyObject(place, {}, { uploadOf: () => ({ remember: async () => undefined }) }).then(({ outcome }) =>
  process.exit(outcome === 'COPIED' ? 0 : 1),
);
