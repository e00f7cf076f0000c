import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { type Aws, startAws } from '../../../start-aws';

const ROLE = 'arn:aws:iam::111111111111:role/writer';
const OBJECTS = 'arn:aws:s3:::lake/*';
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string[], Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource });

let aws: Aws;
let own: S3;
let role: S3;
beforeEach(async () => {
  aws = await startAws({ services: ['s3', 'kms'], authorize: true });
  own = new S3(aws.clientConfig());
  role = new S3(aws.roleConfig({ roleArn: ROLE, sessionName: 's' }));
  await own.createBucket({ Bucket: 'lake' });
  const Trust = document({ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' });
  await new IAM(aws.clientConfig()).createRole({ RoleName: 'writer', AssumeRolePolicyDocument: Trust });
});
afterEach(() => aws.close());

const permit = (...statements: object[]) =>
  new IAM(aws.clientConfig()).putRolePolicy({
    ...{ RoleName: 'writer', PolicyName: 'rights' },
    PolicyDocument: document(...statements),
  });
const newKey = async () => (await new KMS(aws.clientConfig()).createKey({})).KeyMetadata?.Arn ?? '';
const encryptBucket = (KMSMasterKeyID: string) =>
  own.putBucketEncryption({
    Bucket: 'lake',
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
    },
  });

describe('a multipart upload is judged by the key that it began with', () => {
  const target = { Bucket: 'lake', Key: 'large' };
  const begin = async (key: string) => {
    const encryption = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: key };
    return { ...target, UploadId: (await own.createMultipartUpload({ ...target, ...encryption })).UploadId };
  };

  it.each([
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    ['kms:Decrypt', 'kms:GenerateDataKey'],
  ])('a part needs %s', async (missing, held) => {
    const key = await newKey();
    const upload = await begin(key);
    await permit(allow(['s3:PutObject'], OBJECTS), allow([held], key));
    await expect(role.uploadPart({ ...upload, PartNumber: 1, Body: 'x' })).rejects.toThrow(
      `${missing} on resource: ${key}`,
    );
  });

  it('whatever key the bucket and the present object have', async () => {
    const [key, another] = [await newKey(), await newKey()];
    const upload = await begin(key);
    await encryptBucket(another);
    await own.putObject({ ...target, Body: 'before' });
    await permit(allow(['s3:PutObject'], OBJECTS), allow(['kms:GenerateDataKey', 'kms:Decrypt'], key));
    const { ETag } = await role.uploadPart({ ...upload, PartNumber: 1, Body: 'x' });
    await role.completeMultipartUpload({ ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } });
  });

  it('which its completion decrypts', async () => {
    const key = await newKey();
    const upload = await begin(key);
    const { ETag } = await own.uploadPart({ ...upload, PartNumber: 1, Body: 'x' });
    await permit(allow(['s3:PutObject'], OBJECTS));
    const Parts = [{ PartNumber: 1, ETag }];
    await expect(role.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } })).rejects.toThrow(
      `kms:Decrypt on resource: ${key}`,
    );
  });
});

describe('an object is judged by its own key', () => {
  it('which a bucket that was encrypted later does not change', async () => {
    await own.putObject({ Bucket: 'lake', Key: 'a', Body: 'x' });
    await encryptBucket(await newKey());
    await permit(allow(['s3:GetObject'], OBJECTS));
    await role.getObject({ Bucket: 'lake', Key: 'a' });
  });

  it('of the version that is read', async () => {
    await own.putBucketVersioning({ Bucket: 'lake', VersioningConfiguration: { Status: 'Enabled' } });
    const key = await newKey();
    const encryption = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: key };
    const { VersionId } = await own.putObject({ Bucket: 'lake', Key: 'a', Body: 'x', ...encryption });
    await own.putObject({ Bucket: 'lake', Key: 'a', Body: 'y' });
    await permit(allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], OBJECTS));
    await role.getObject({ Bucket: 'lake', Key: 'a' });
    const refused = `kms:Decrypt on resource: ${key}`;
    await expect(role.getObject({ Bucket: 'lake', Key: 'a', VersionId })).rejects.toThrow(refused);
    const CopySource = `lake/a?versionId=${VersionId}`;
    await expect(role.copyObject({ Bucket: 'lake', Key: 'b', CopySource })).rejects.toThrow(refused);
  });

  it('and written without one where the request says so', async () => {
    await encryptBucket(await newKey());
    await permit(allow(['s3:PutObject'], OBJECTS));
    await role.putObject({ Bucket: 'lake', Key: 'a', Body: 'x', ServerSideEncryption: 'AES256' });
    await expect(role.putObject({ Bucket: 'lake', Key: 'a', Body: 'x' })).rejects.toThrow('kms:GenerateDataKey');
  });
});

describe('a version needs an action of its own', () => {
  let VersionId: string | undefined;
  beforeEach(async () => {
    await own.putBucketVersioning({ Bucket: 'lake', VersioningConfiguration: { Status: 'Enabled' } });
    ({ VersionId } = await own.putObject({ Bucket: 'lake', Key: 'a', Body: 'x', Tagging: 'k=v' }));
  });
  const present = [
    'GetObject',
    'PutObject',
    'DeleteObject',
    'GetObjectTagging',
    'PutObjectTagging',
    'GetObjectAttributes',
  ];

  const calls: readonly [title: string, action: string, call: () => Promise<unknown>, more: readonly string[]][] = [
    ['DeleteObjects', 'DeleteObjectVersion', () => remove([{ Key: 'a', VersionId }]), []],
    ['CopyObject', 'GetObjectVersion', () => copy(), []],
    ['CopyObject of what has tags', 'GetObjectVersionTagging', () => copy(), ['s3:GetObjectVersion']],
    ['UploadPartCopy', 'GetObjectVersion', () => copyPart(), []],
    ['PutObjectTagging', 'PutObjectVersionTagging', () => tag(), []],
    ['GetObjectAttributes', 'GetObjectVersionAttributes', () => look(), []],
  ];
  it.each(calls)('%s: %s', async (_title, action, call, more) => {
    await permit(allow([...present.map((each) => `s3:${each}`), ...more], OBJECTS));
    await expect(call()).rejects.toThrow(`s3:${action} on resource: arn:aws:s3:::lake/a`);
    await permit(allow(['s3:*'], OBJECTS));
    await call();
  });

  it('and a delete marker none', async () => {
    await permit(allow(['s3:DeleteObject'], OBJECTS));
    await remove([{ Key: 'a' }]);
  });

  const remove = (Objects: { Key: string; VersionId?: string }[]) =>
    role.deleteObjects({ Bucket: 'lake', Delete: { Objects } });
  const source = () => `lake/a?versionId=${VersionId}`;
  const copy = () => role.copyObject({ Bucket: 'lake', Key: 'b', CopySource: source() });
  const copyPart = async () => {
    const target = { Bucket: 'lake', Key: 'b' };
    const { UploadId } = await own.createMultipartUpload(target);
    return role.uploadPartCopy({ ...target, UploadId, PartNumber: 1, CopySource: source() });
  };
  const tag = () => role.putObjectTagging({ Bucket: 'lake', Key: 'a', VersionId, Tagging: { TagSet: [] } });
  const look = () =>
    role.getObjectAttributes({ Bucket: 'lake', Key: 'a', VersionId, ObjectAttributes: ['ObjectSize'] });
});
