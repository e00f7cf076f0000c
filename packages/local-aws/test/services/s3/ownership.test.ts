import { S3 } from '@aws-sdk/client-s3';
import { isPublicPolicy } from '../../../services/s3/buckets/public-policy';
import { type Aws, startAws } from '../../../start-aws';

const OTHER = '222222222222';
const PUBLIC = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake/*' };
const policy = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ ...PUBLIC, ...more }] });
const OPEN = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

let aws: Aws;
let own: S3;
let others: S3;
beforeEach(async () => {
  aws = await startAws({ services: ['s3'], authorize: true });
  own = new S3(aws.clientConfig());
  others = new S3(aws.clientConfig(OTHER));
  await own.createBucket({ Bucket: 'lake' });
  await own.putObject({ Bucket: 'lake', Key: 'a', Body: 'x' });
});
afterEach(() => aws.close());

describe('a new bucket', () => {
  it('blocks public access and owns its objects', async () => {
    expect(await own.getPublicAccessBlock({ Bucket: 'lake' })).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(await own.getBucketOwnershipControls({ Bucket: 'lake' })).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('has a name that nobody else can take', async () => {
    await expect(own.createBucket({ Bucket: 'lake' })).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(others.createBucket({ Bucket: 'lake' })).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('is listed to its owner alone', async () => {
    await others.createBucket({ Bucket: 'theirs' });
    expect((await own.listBuckets({})).Buckets?.map(({ Name }) => Name)).toEqual(['lake']);
    expect((await others.listBuckets({})).Buckets?.map(({ Name }) => Name)).toEqual(['theirs']);
  });

  it.each([
    [{ ACL: 'public-read' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ ACL: 'public-read', ObjectOwnership: 'BucketOwnerPreferred' }, 'AccessDenied'],
  ] as const)('cannot be made with %p', (given, name) =>
    expect(own.createBucket({ Bucket: 'open', ...given })).rejects.toMatchObject({ name }),
  );
});

describe('ACLs', () => {
  it.each([{ ACL: 'public-read' }, { ACL: 'private' }, { GrantRead: 'id=1' }] as const)(
    'are refused: %p',
    async (given) => {
      const refused = { name: 'AccessControlListNotSupported', $metadata: { httpStatusCode: 400 } };
      const to = { Bucket: 'lake', Key: 'b', ...given };
      await expect(own.putObject({ ...to, Body: 'x' })).rejects.toMatchObject(refused);
      await expect(own.copyObject({ ...to, CopySource: 'lake/a' })).rejects.toMatchObject(refused);
      await expect(own.createMultipartUpload(to)).rejects.toMatchObject(refused);
    },
  );

  it('that give the object to the bucket are taken', () =>
    own.putObject({ Bucket: 'lake', Key: 'b', Body: 'x', ACL: 'bucket-owner-full-control' }));

  it('of a bucket that allows them are not kept, and said so', async () => {
    await own.deleteBucketOwnershipControls({ Bucket: 'lake' });
    const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
    await own.putBucketOwnershipControls({ Bucket: 'lake', OwnershipControls: { Rules } });
    await own.putObject({ Bucket: 'lake', Key: 'b', Body: 'x', ACL: 'private' });
    const open = own.putObject({ Bucket: 'lake', Key: 'b', Body: 'x', ACL: 'public-read' });
    await expect(open).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('ExpectedBucketOwner', () => {
  const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
  const lake = { Bucket: 'lake', ExpectedBucketOwner: OTHER };

  it('lets the expected owner pass', () =>
    own.getObject({ Bucket: 'lake', Key: 'a', ExpectedBucketOwner: '111111111111' }));

  it('refuses every operation on a bucket of somebody else', async () => {
    await expect(own.putObject({ ...lake, Key: 'b', Body: 'x' })).rejects.toMatchObject(denied);
    await expect(own.getObject({ ...lake, Key: 'a' })).rejects.toMatchObject(denied);
    await expect(own.listObjectsV2(lake)).rejects.toMatchObject(denied);
    await expect(own.deleteObjects({ ...lake, Delete: { Objects: [{ Key: 'a' }] } })).rejects.toMatchObject(denied);
    await expect(own.getBucketPolicy(lake)).rejects.toMatchObject(denied);
  });

  it('is asked of the source of a copy too', async () => {
    const copy = { Bucket: 'lake', Key: 'b', CopySource: 'lake/a' };
    await own.copyObject({ ...copy, ExpectedSourceBucketOwner: '111111111111' });
    await expect(own.copyObject({ ...copy, ExpectedSourceBucketOwner: OTHER })).rejects.toMatchObject(denied);
  });

  it('leaves a missing bucket missing', () =>
    expect(own.listObjectsV2({ ...lake, Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' }));
});

describe('Block Public Access', () => {
  it('refuses a public policy until it is turned off', async () => {
    const put = () => own.putBucketPolicy({ Bucket: 'lake', Policy: policy({}) });
    await expect(put()).rejects.toThrow('public policies are blocked by the BlockPublicPolicy');
    await own.putPublicAccessBlock({ Bucket: 'lake', PublicAccessBlockConfiguration: OPEN });
    await put();
    await others.getObject({ Bucket: 'lake', Key: 'a' });
  });

  it('keeps other accounts from a bucket whose policy is public', async () => {
    await own.putPublicAccessBlock({ Bucket: 'lake', PublicAccessBlockConfiguration: OPEN });
    await own.putBucketPolicy({ Bucket: 'lake', Policy: policy({}) });
    const RestrictPublicBuckets = { ...OPEN, RestrictPublicBuckets: true };
    await own.putPublicAccessBlock({ Bucket: 'lake', PublicAccessBlockConfiguration: RestrictPublicBuckets });
    await expect(others.getObject({ Bucket: 'lake', Key: 'a' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await own.getObject({ Bucket: 'lake', Key: 'a' });
  });

  it('lets a policy name another account', async () => {
    await own.putBucketPolicy({ Bucket: 'lake', Policy: policy({ Principal: { AWS: OTHER } }) });
    await others.getObject({ Bucket: 'lake', Key: 'a' });
  });

  it.each(['{', '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'])(
    'is not asked about %p, which is not a policy of a bucket',
    (Policy) =>
      expect(own.putBucketPolicy({ Bucket: 'lake', Policy })).rejects.toMatchObject({ name: 'MalformedPolicy' }),
  );
});

describe('what is public', () => {
  it.each([
    ['anybody', {}, true],
    ['any AWS principal', { Principal: { AWS: '*' } }, true],
    ['everybody but one', { Principal: undefined, NotPrincipal: { AWS: OTHER } }, true],
    ['a service', { Principal: { Service: 'logging.s3.amazonaws.com' } }, false],
    ['a denial', { Effect: 'Deny' }, false],
    ['one organisation', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, false],
    ['a pattern of organisations', { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }, true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of policies
    ['a variable', { Condition: { StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } } }, true],
    ['one network', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }, false],
    ['half the internet', { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }, true],
    ['one network where it is known', { Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } }, true],
    ['everybody outside one organisation', { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, true],
    ['any caller over TLS', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, true],
  ])('%s', (_who, more, isPublic) => expect(isPublicPolicy(policy(more))).toBe(isPublic));
});
