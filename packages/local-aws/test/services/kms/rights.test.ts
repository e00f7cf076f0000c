import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { type Aws, startAws } from '../../../start-aws';

const OTHER = '222222222222';
const ROLE = 'arn:aws:iam::111111111111:role/reader';
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const REFUSED = { name: 'AccessDeniedException' };

let aws: Aws;
let own: KMS;
let other: KMS;
let role: KMS;
let KeyId: string;
beforeEach(async () => {
  aws = await startAws({ services: ['kms'], authorize: true });
  own = new KMS(aws.clientConfig());
  other = new KMS(aws.clientConfig(OTHER));
  role = new KMS(aws.roleConfig({ roleArn: ROLE, sessionName: 's' }));
  KeyId = (await own.createKey({})).KeyMetadata?.Arn ?? '';
});
afterEach(() => aws.close());

async function allowRole(Action: string | string[], Resource: string | string[], more = {}): Promise<void> {
  const iam = new IAM(aws.clientConfig());
  const Trust = { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' };
  await iam.createRole({ RoleName: 'reader', AssumeRolePolicyDocument: document(Trust) });
  const PolicyDocument = document({ Effect: 'Allow', Action, Resource, ...more });
  await iam.putRolePolicy({ RoleName: 'reader', PolicyName: 'rights', PolicyDocument });
}

const sealed = async (client = own, EncryptionContext?: Record<string, string>) =>
  (await client.encrypt({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext })).CiphertextBlob;

describe('Decrypt without KeyId', () => {
  it("is refused to another account that the blob's key does not name", async () => {
    const CiphertextBlob = await sealed();
    await expect(other.decrypt({ CiphertextBlob })).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining(`kms:Decrypt on resource: ${KeyId} because no resource-based policy`),
    });
  });

  it("needs no more than the blob's key of a role", async () => {
    await allowRole('kms:Decrypt', KeyId);
    expect((await role.decrypt({ CiphertextBlob: await sealed() })).KeyId).toBe(KeyId);
  });

  it('of what is no blob is refused for that', async () => {
    await allowRole('kms:Decrypt', KeyId);
    const CiphertextBlob = Buffer.from('no blob');
    await expect(role.decrypt({ CiphertextBlob })).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });
});

it('a condition on the encryption context is held against that of the call', async () => {
  await allowRole('kms:Encrypt', KeyId, { Condition: { StringEquals: { 'kms:EncryptionContext:lake': 'raw' } } });
  await sealed(role, { lake: 'raw' });
  await expect(sealed(role, { lake: 'other' })).rejects.toMatchObject(REFUSED);
  await expect(sealed(role)).rejects.toMatchObject(REFUSED);
});

describe('an alias', () => {
  const ALIAS = 'arn:aws:kms:us-east-1:111111111111:alias/lake';
  const alias = { AliasName: 'alias/lake' };

  it('of a key is made and deleted by nobody of another account', async () => {
    await expect(other.createAlias({ ...alias, TargetKeyId: KeyId })).rejects.toMatchObject(REFUSED);
    await own.createAlias({ ...alias, TargetKeyId: KeyId });
    await expect(other.deleteAlias(alias)).rejects.toMatchObject(REFUSED);
    await own.deleteAlias(alias);
  });

  it('needs the right to the alias and to its key', async () => {
    await allowRole('kms:CreateAlias', [ALIAS, KeyId]);
    await role.createAlias({ ...alias, TargetKeyId: KeyId });
    const { Arn: TargetKeyId = '' } = (await own.createKey({})).KeyMetadata ?? {};
    await expect(role.createAlias({ ...alias, TargetKeyId })).rejects.toThrow(`on resource: ${TargetKeyId}`);
    await expect(role.createAlias({ AliasName: 'alias/b', TargetKeyId: KeyId })).rejects.toThrow('alias/b');
  });
});

it('a key that AWS keeps for a service is used through that service alone', async () => {
  const key = await own.describeKey({ KeyId: 'alias/aws/ssm' });
  expect(key.KeyMetadata?.KeyManager).toBe('AWS');
  await allowRole('kms:*', '*');
  for (const client of [own, other, role])
    await expect(client.encrypt({ KeyId: 'alias/aws/ssm', Plaintext: Buffer.from('x') })).rejects.toMatchObject(
      REFUSED,
    );
});
