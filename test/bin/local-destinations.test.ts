import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describeDestinations } from '../../bin/local-destinations';
import { validateConfig } from '../../core/config/validate';
import { startAws } from '../../packages/local-aws/start-aws';

const output = (name: string, account: string, region: string) => ({
  name,
  destination: { bucket: `${name}-in`, prefix: 'from-us/', account, region },
  credentials: { mode: 'keys' as const },
});
const settings = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
  replications: [
    { name: 'files', source: { prefix: 'lake/' }, outputs: [output('china', '333333333333', 'cn-north-1')] },
  ],
});

it('tells of each destination how its owner sees what arrived', async () => {
  const place = { partition: 'aws-cn', region: 'cn-north-1', accountId: '333333333333' };
  const aws = await startAws({ services: ['s3'], authorize: true, ...place });
  const owner = new S3Client(aws.clientConfig());
  await owner.send(new CreateBucketCommand({ Bucket: 'china-in' }));
  await owner.send(new PutObjectCommand({ Bucket: 'china-in', Key: 'from-us/a', Body: 'x' }));
  const told = describeDestinations(settings, ({ account }) => aws.clientConfig(account))!;
  expect(told).toContain('# china: account 333333333333, aws-cn');
  const given = Object.fromEntries([...told.matchAll(/(AWS_\w+)=(\S+)/g)].map(([, name, text]) => [name, text!]));
  const [, Bucket, Prefix] = /aws s3 ls --recursive s3:\/\/([^/]+)\/(\S*)/.exec(told)!;
  const client = new S3Client({
    endpoint: given.AWS_ENDPOINT_URL,
    region: given.AWS_DEFAULT_REGION,
    credentials: { accessKeyId: given.AWS_ACCESS_KEY_ID!, secretAccessKey: given.AWS_SECRET_ACCESS_KEY! },
    forcePathStyle: true,
  });
  expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents).toMatchObject([
    { Key: 'from-us/a' },
  ]);
  await aws.close();
});

it('says nothing where nothing is replicated', () =>
  expect(describeDestinations({ replications: [] }, jest.fn())).toBeUndefined());
