import { S3Client } from '@aws-sdk/client-s3';
import { copyObject } from '../../functions/replication/copy/copy-object';
import { StreamS3 } from '../../functions/shared/s3-stream';

/**
 * The process whose memory is measured: copies the object `large` from one endpoint to another, `bucket` on either, and
 * prints what came of it. Another mark for each copy, or it would be a loop.
 */
const sideAt = (endpoint: string): StreamS3 =>
  new StreamS3(
    new S3Client({
      ...{ endpoint, region: 'eu-west-1', forcePathStyle: true },
      credentials: { accessKeyId: '111111111111', secretAccessKey: 'local' },
    }),
  );

async function main([from = '', to = '', mark = '']: readonly string[]): Promise<void> {
  const began = process.hrtime.bigint();
  const address = { bucket: 'bucket', key: 'large' };
  const outcome = await copyObject(
    {
      source: { side: 'source', s3: sideAt(from) },
      destination: { side: 'destination', s3: sideAt(to) },
      from: address,
      to: { ...address, account: '111111111111', storageClasses: {}, mark },
    },
    {},
    { uploadOf: () => ({ remember: async () => undefined }) },
  );
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(JSON.stringify({ outcome, seconds, mostRssMb: process.resourceUsage().maxRSS / 1024 }));
}

void main(process.argv.slice(2)).then(() => process.exit());
