import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { SSM } from '@aws-sdk/client-ssm';
import { type Aws, startAws } from '../../../start-aws';

const ROLE = 'arn:aws:iam::111111111111:role/reader';
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const SECRET = { Name: '/app/key', Value: 'secret', Type: 'SecureString' as const };

let aws: Aws;
let own: SSM;
let role: SSM;
let KeyId: string;
beforeEach(async () => {
  aws = await startAws({ services: ['ssm'], authorize: true });
  own = new SSM(aws.clientConfig());
  role = new SSM(aws.roleConfig({ roleArn: ROLE, sessionName: 's' }));
  KeyId = (await new KMS(aws.clientConfig()).createKey({})).KeyMetadata?.Arn ?? '';
  const Trust = document({ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' });
  await new IAM(aws.clientConfig()).createRole({ RoleName: 'reader', AssumeRolePolicyDocument: Trust });
});
afterEach(() => aws.close());

const permit = (kmsAction?: string, Condition = {}) =>
  new IAM(aws.clientConfig()).putRolePolicy({
    ...{ RoleName: 'reader', PolicyName: 'rights' },
    PolicyDocument: document(
      { Effect: 'Allow', Action: 'ssm:*', Resource: '*' },
      ...(kmsAction === undefined ? [] : [{ Effect: 'Allow', Action: kmsAction, Resource: KeyId, Condition }]),
    ),
  });

it.each([
  ['GetParameter', () => role.getParameter({ Name: '/app/key:1', WithDecryption: true })],
  ['GetParameters', () => role.getParameters({ Names: ['/app/key'], WithDecryption: true })],
  ['GetParametersByPath', () => role.getParametersByPath({ Path: '/app', WithDecryption: true })],
  ['GetParameterHistory', () => role.getParameterHistory({ Name: '/app/key', WithDecryption: true })],
])('%s decrypts a SecureString only for who may use its key', async (_name, read) => {
  await own.putParameter({ ...SECRET, KeyId });
  await permit();
  await expect(read()).rejects.toThrow(`kms:Decrypt on resource: ${KeyId}`);
  await permit('kms:Decrypt');
  expect(JSON.stringify(await read())).toContain('secret');
});

it('a version needs the key that it was encrypted under', async () => {
  await own.putParameter({ ...SECRET, KeyId });
  await own.putParameter({ ...SECRET, KeyId: 'alias/aws/ssm', Overwrite: true });
  await permit();
  await role.getParameter({ Name: SECRET.Name, WithDecryption: true });
  await expect(role.getParameter({ Name: `${SECRET.Name}:1`, WithDecryption: true })).rejects.toThrow('kms:Decrypt');
});

it('neither what is read as it is stored nor what is no SecureString needs a key', async () => {
  await own.putParameter({ ...SECRET, KeyId });
  await own.putParameter({ Name: '/plain', Value: 'v', Type: 'String' });
  await permit();
  await role.getParameter({ Name: SECRET.Name });
  await role.getParameter({ Name: '/plain', WithDecryption: true });
});

it.each([
  ['a value', {}, 'kms:Encrypt'],
  ['an advanced value', { Tier: 'Advanced' as const }, 'kms:GenerateDataKey'],
])('%s is encrypted only for who may use the key', async (_what, more, action) => {
  await permit();
  await expect(role.putParameter({ ...SECRET, KeyId, ...more })).rejects.toThrow(`${action} on resource: ${KeyId}`);
  await permit(action);
  await role.putParameter({ ...SECRET, KeyId, ...more });
  await permit();
  const again = { Name: SECRET.Name, Value: 'other', Overwrite: true, ...more };
  await expect(role.putParameter(again)).rejects.toThrow(`${action} on resource: ${KeyId}`);
});

it('the key may be bound to the parameter', async () => {
  const arn = (name: string) => `arn:aws:ssm:us-east-1:111111111111:parameter/${name}`;
  await own.putParameter({ ...SECRET, KeyId });
  const read = () => role.getParameter({ Name: SECRET.Name, WithDecryption: true });
  await permit('kms:Decrypt', { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': arn('other') } });
  await expect(read()).rejects.toThrow('kms:Decrypt');
  await permit('kms:Decrypt', { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': arn('app/key') } });
  await read();
});
