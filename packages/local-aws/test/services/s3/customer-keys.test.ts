import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type S3OverHttp, s3OverHttp } from './s3-over-http';

let s3: S3OverHttp;
beforeAll(async () => {
  s3 = await s3OverHttp();
  await s3.client.send(new CreateBucketCommand({ Bucket: 'lake' }));
  await s3.client.send(new PutObjectCommand({ Bucket: 'lake', Key: 'open', Body: 'x' }));
});
afterAll(() => s3.close());

const own = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) };
const copied = { CopySourceSSECustomerAlgorithm: 'AES256', CopySourceSSECustomerKey: 'k'.repeat(32) };
const secret = { Bucket: 'lake', Key: 'secret' };

it.each([
  ['PutObject', new PutObjectCommand({ ...secret, Body: 'x', ...own })],
  ['CreateMultipartUpload', new CreateMultipartUploadCommand({ ...secret, ...own })],
  ['CopyObject to one', new CopyObjectCommand({ ...secret, CopySource: 'lake/open', ...own })],
  ['CopyObject from one', new CopyObjectCommand({ ...secret, CopySource: 'lake/open', ...copied })],
  ['GetObject', new GetObjectCommand({ Bucket: 'lake', Key: 'open', ...own })],
])('%s with a key of the customer is refused, and keeps nothing', async (_, command) => {
  const sent = s3.client.send(command as PutObjectCommand);
  await expect(sent).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('SSE-C') });
  await expect(s3.client.send(new HeadObjectCommand(secret))).rejects.toMatchObject({ name: 'NotFound' });
});
