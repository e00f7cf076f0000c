import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { classifying } from '../../../functions/shared/service-errors';
import { FakeS3 } from './s3-lean/fake-s3';

const s3 = new FakeS3();
let client: S3Client;
beforeAll(async () => {
  await s3.start();
  client = s3.client();
});
afterAll(async () => {
  client.destroy();
  await s3.stop();
});

const errorFor = (status: number, code: string): Promise<unknown> => {
  const body = `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>why</Message></Error>`;
  s3.interceptions = [() => ({ status, body })];
  return classifying(client)
    .send(new GetObjectCommand({ Bucket: 'work', Key: 'manifest' }))
    .catch((error: unknown) => error);
};

it.each([
  [503, 'SlowDown', 'ServiceThrottledError'],
  [400, 'KMS.ThrottlingException', 'ServiceThrottledError'],
  [400, 'KMS.DependencyTimeoutException', 'ServiceUnavailableError'],
  [400, 'KMS.KMSInternalException', 'ServiceUnavailableError'],
  [500, 'InternalError', 'ServiceUnavailableError'],
])('%i %s of S3 has a name that the machine retries: %s', async (status, code, name) =>
  expect(await errorFor(status, code)).toMatchObject({ name, message: expect.stringContaining(code) }),
);

it.each(['KMS.DisabledException', 'NoSuchBucket'])('%s keeps its name', async (code) =>
  expect(await errorFor(400, code)).toMatchObject({ name: code }),
);
