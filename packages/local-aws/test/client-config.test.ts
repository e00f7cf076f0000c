import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startAws } from '..';

const BUCKETS = ['one', 'other'];

it('calls of one client at the same time keep to their own buckets', async () => {
  const aws = await startAws();
  const client = new S3Client(aws.clientConfig());
  try {
    for (const Bucket of BUCKETS) {
      await client.send(new CreateBucketCommand({ Bucket }));
      await client.send(new PutObjectCommand({ Bucket, Key: `in-${Bucket}`, Body: Bucket }));
    }
    const reads = [...BUCKETS, ...BUCKETS].map(async (Bucket) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: `in-${Bucket}` }));
      return Body!.transformToString();
    });
    expect(await Promise.all(reads)).toEqual([...BUCKETS, ...BUCKETS]);
  } finally {
    client.destroy();
    await aws.close();
  }
});
