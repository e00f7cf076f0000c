import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { loadSettings } from '../../lib/config';
import { localOutputs } from '../../local/deploy/replication/resources';
import type { Runtime } from '../../local/runtime';
import { drained } from './world/drained';
import { startWithoutDatabases } from './world/no-databases';

const settings = { ...loadSettings({ file: 'lakeferry.demo.config.ts' }), dynamodb: [] };
const outputs = localOutputs(settings);
const [partner, china] = outputs.map(({ output }) => output);

let runtime: Runtime;
beforeEach(async () => {
  runtime = await startWithoutDatabases(settings);
});
afterEach(() => runtime.close());

const put = (Key: string, Body: string) =>
  new S3Client(runtime.clientConfig()).send(new PutObjectCommand({ Bucket: runtime.resources.lakeBucket, Key, Body }));

const keysAt = async ({ destination }: typeof partner & {}) => {
  const s3 = new S3Client(runtime.ownerConfig(destination));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: destination.bucket }));
  return Contents.map(({ Key }) => Key);
};

it('objects of the lake arrive in another account and in another partition, and no others', async () => {
  await put('elsewhere/a.txt', 'not ours');
  await put('lake/dt=1/a b+é.txt', 'content');
  expect([await drained(runtime, outputs[0]!), await drained(runtime, outputs[1]!)]).toEqual([0, 0]);
  expect([await keysAt(partner!), await keysAt(china!)]).toEqual([
    ['from-us/lake/dt=1/a b+é.txt'],
    ['lake/dt=1/a b+é.txt'],
  ]);
  const there = new S3Client(runtime.ownerConfig(china!.destination));
  const object = new GetObjectCommand({ Bucket: china!.destination.bucket, Key: 'lake/dt=1/a b+é.txt' });
  await expect((await there.send(object)).Body?.transformToString()).resolves.toBe('content');
});

it('nothing arrives where the owner trusts somebody else, and the message is kept', async () => {
  const { destination, credentials } = partner!;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: runtime.place.accountId },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'another agreement' } },
      },
    ],
  };
  const RoleName = credentials.mode === 'keys' ? '' : credentials.roleName;
  await new IAMClient(runtime.ownerConfig(destination)).send(
    new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }),
  );
  await put('lake/a.txt', 'content');
  await expect(drained(runtime, outputs[0]!)).resolves.toBe(1);
  await expect(keysAt(partner!)).resolves.toEqual([]);
  await drained(runtime, outputs[1]!);
  await expect(keysAt(china!)).resolves.toEqual(['lake/a.txt']);
});
