import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { mergedPolicy } from '../../../bin/replication/merged-policy';
import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';

const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/ours';
const deployedOf = (source: object, copy?: 'server-side') => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
    replications: [
      {
        name: 'files',
        source,
        outputs: [
          {
            name: 'partner',
            destination: { bucket: 'partner-in', account: '222222222222', region: 'eu-west-1' },
            credentials: { mode: 'role', externalId: 'agreed' },
            copy,
          },
        ],
      },
    ],
  });
  const [replication] = settings.replications;
  const [output] = replication!.outputs;
  const queues = { events: '', failed: '', undelivered: '' };
  const names = namesOf(settings.environment);
  return { settings, deployed: { ...{ replication: replication!, output: output!, names, queues }, ...BUCKETS } };
};
const BUCKETS = { sourceBucket: 'own-files', workBucket: 'work' };
const OWN = deployedOf({ bucket: 'own-files', prefix: 'out/', keyArn: KEY }, 'server-side');

let aws: Aws;
let s3: S3Client;
beforeEach(async () => {
  aws = await startAws({ services: ['s3'], region: 'eu-west-1' });
  s3 = new S3Client(aws.clientConfig());
});
afterEach(() => aws.close());

const merged = ({ deployed, settings } = OWN) => mergedPolicy(s3, deployed, settings);

it('admits the role of the output beside what the bucket’s policy has, once', async () => {
  const Bucket = 'own-files';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const others = {
    ...{ Sid: 'Tls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::own-files/*' },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const present = { Version: '2012-10-17', Id: 'own', Statement: [others] };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(present) }));
  const { policy, isThere, denials, keyStatement } = await merged();
  expect([isThere, denials]).toEqual([false, []]);
  expect(policy).toMatchObject({ Id: 'own' });
  expect(policy.Statement).toEqual([
    others,
    {
      Sid: 'ServerSideCopyPartner',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:root' },
      Action: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
      Resource: 'arn:aws:s3:::own-files/out/*',
      Condition: {
        ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/lakeferry-replication-pivot-partner' },
      },
    },
  ]);
  expect(keyStatement).toMatchObject({ Action: 'kms:Decrypt' });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
  const again = await merged();
  expect([again.isThere, again.policy]).toEqual([true, policy]);
});

it('names what the policy denies that may keep the role out', async () => {
  const Bucket = 'own-files';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const denial = { Effect: 'Deny', Principal: '*', Resource: 'arn:aws:s3:::own-files/*' };
  const Statement = [
    { ...denial, Sid: 'Writes', Action: 's3:PutObject' },
    { ...denial, Sid: 'Endpoint', Action: 's3:Get*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } },
    { ...denial, Action: 's3:*', Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } },
  ];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  expect((await merged()).denials).toEqual(['Endpoint', 'one without a Sid']);
});

it('begins a policy where the bucket has none', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'own-files' }));
  expect((await merged()).policy.Statement).toHaveLength(1);
});

it.each<[string, ReturnType<typeof deployedOf>, RegExp]>([
  ['a bucket that is not there', OWN, /'own-files' does not exist.*aws s3 mb s3:\/\/own-files/],
  ['an output that streams', deployedOf({ bucket: 'own-files' }), /'partner' streams its objects/],
  ['the lake, whose stack sets it', deployedOf({}, 'server-side'), /npx cdk deploy/],
])('tells what to do of %s', (_what, output, message) => expect(merged(output)).rejects.toThrow(message));
